/** The grammar's types and expressions: laid-out tokens → CST. */
import { CstParser } from "chevrotain";
import { expectations } from "./expectations.ts";
import * as t from "./tokens.ts";

export class ExpressionGrammar extends CstParser {
  constructor() {
    super([...t.TOKENS], {
      recoveryEnabled: true,
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: expectations,
    });
  }

  /** Guessed tokens would only lead to further errors. */
  protected override canTokenTypeBeInsertedInRecovery(): boolean {
    return false;
  }

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return false;
  }

  /** A rule that leaves recovery to the statement around it. */
  protected part(name: string, production: () => void) {
    return this.RULE(name, production, { resyncEnabled: false });
  }

  readonly type = this.part("type", () => {
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.list);
  });

  readonly expression = this.part("expression", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.SUBRULE2(this.operand);
    });
  });

  readonly operand = this.part("operand", () => {
    this.MANY(() => this.CONSUME(t.PrefixOperator));
    this.SUBRULE(this.atom);
  });

  readonly atom = this.part("atom", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Literal) },
      { ALT: () => this.SUBRULE(this.reference) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.list) },
    ]);
  });

  readonly group = this.part("group", () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RParen);
  });

  readonly list = this.part("list", () => {
    this.CONSUME(t.LSquare);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.expression);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RSquare);
  });

  /** A name, or a call of it. */
  readonly reference = this.part("reference", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.args));
  });

  readonly args = this.part("args", () => {
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.argument);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
  });

  readonly argument = this.part("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.OR([{ ALT: () => this.CONSUME(t.Colon) }, { ALT: () => this.CONSUME(t.Equals) }]);
    });
    this.SUBRULE(this.expression);
  });
}
