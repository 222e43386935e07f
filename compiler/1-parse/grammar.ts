/**
 * The grammar: laid-out tokens → CST. Expressions come out flat, operand operator operand …; `build-ast.ts` applies
 * precedence. Errors resynchronise at the end of a statement or at the `{` of a header, so a statement has one at most.
 * A few mistakes are part of the grammar (`=` for `:`, unknown or misplaced blocks): the AST builder names them.
 */
import type { TokenType } from "chevrotain";
import { ExpressionGrammar } from "./grammar-expressions.ts";
import * as t from "./tokens.ts";

class Grammar extends ExpressionGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  private before(type: TokenType): void {
    this.OR([{ GATE: () => this.LA(1).tokenType === type, ALT: () => {} }]);
  }

  /** `trian {`, `layer dense {` */
  private isUnknownBlock(): boolean {
    const next = (k: number) => this.LA(k).tokenType;
    return next(2) === t.LCurly || (next(2) === t.Identifier && next(3) === t.LCurly);
  }

  private typed(): void {
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
  }

  private bound(): void {
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  }

  // ---- definitions -------------------------------------------------------------------------------------------------

  readonly file = this.RULE("file", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.importing) },
        { ALT: () => this.SUBRULE(this.model) },
        { ALT: () => this.SUBRULE(this.block) },
      ]);
      this.OPTION(() => this.CONSUME(t.Newline));
    });
  });

  readonly importing = this.RULE("importing", () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LNames);
    this.CONSUME(t.Identifier);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.CONSUME2(t.Identifier);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RNames);
    this.CONSUME(t.From);
    this.CONSUME(t.StringLiteral);
    this.SUBRULE(this.ending);
  });

  readonly model = this.RULE("model", () => {
    this.SUBRULE(this.modelHeader);
    this.SUBRULE(this.body);
  });

  readonly modelHeader = this.RULE("modelHeader", () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.opening);
  });

  readonly block = this.RULE("block", () => {
    this.SUBRULE(this.blockHeader);
    this.SUBRULE(this.body);
  });

  readonly blockHeader = this.RULE("blockHeader", () => {
    this.CONSUME(t.Block);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.param);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.param);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
    this.SUBRULE(this.opening);
  });

  readonly param = this.part("param", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Equals) }, { ALT: () => this.CONSUME(t.Colon) }]);
      this.SUBRULE(this.expression);
    });
  });

  readonly body = this.RULE("body", () => {
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      this.SUBRULE(this.statement);
      this.CONSUME(t.Newline);
    });
    this.CONSUME(t.RCurly);
  });

  readonly trainBody = this.RULE("trainBody", () => {
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      this.SUBRULE(this.trainStatement);
      this.CONSUME(t.Newline);
    });
    this.CONSUME(t.RCurly);
  });

  /** A header ends at its `{`, a statement at its line break. */
  readonly opening = this.part("opening", () => this.before(t.LCurly));
  readonly ending = this.part("ending", () => this.before(t.Newline));

  // ---- statements --------------------------------------------------------------------------------------------------

  readonly statement = this.RULE("statement", () => {
    this.SUBRULE(this.anyStatement);
    this.SUBRULE(this.ending);
  });

  /** Here `loss`, `metric`, `optimizer` and `average` are keywords. */
  readonly trainStatement = this.RULE("trainStatement", () => {
    this.OR({
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.setting), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.metric), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.anyStatement), IGNORE_AMBIGUITIES: true },
      ],
    });
    this.SUBRULE(this.ending);
  });

  readonly anyStatement = this.part("anyStatement", () => {
    this.OR({
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.inputStatement) },
        { ALT: () => this.SUBRULE(this.outputStatement) },
        { ALT: () => this.SUBRULE(this.parameterStatement) },
        { ALT: () => this.SUBRULE(this.constantStatement) },
        { ALT: () => this.SUBRULE(this.forLoop) },
        { ALT: () => this.SUBRULE(this.condition) },
        { ALT: () => this.SUBRULE(this.result) },
        { ALT: () => this.SUBRULE(this.train) },
        {
          GATE: () => this.isUnknownBlock(),
          ALT: () => this.SUBRULE(this.unknownBlock),
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.SUBRULE(this.assign) },
        { ALT: () => this.SUBRULE(this.misplaced) },
        { ALT: () => this.SUBRULE(this.unexpected) },
      ],
    });
  });

  readonly setting = this.part("setting", () => {
    this.CONSUME(t.SettingKey);
    this.bound();
  });

  readonly metric = this.part("metric", () => {
    this.CONSUME(t.Metric);
    this.CONSUME(t.Identifier);
    this.bound();
  });

  readonly inputStatement = this.part("inputStatement", () => {
    this.CONSUME(t.Input);
    this.CONSUME(t.Identifier);
    this.typed();
  });

  readonly outputStatement = this.part("outputStatement", () => {
    this.CONSUME(t.Output);
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.bound());
  });

  readonly parameterStatement = this.part("parameterStatement", () => {
    this.CONSUME(t.Parameter);
    this.CONSUME(t.Identifier);
    this.typed();
    this.bound();
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE(this.argument);
    });
  });

  readonly constantStatement = this.part("constantStatement", () => {
    this.CONSUME(t.Constant);
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.typed());
    this.bound();
  });

  readonly assign = this.part("assign", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
    this.bound();
  });

  readonly forLoop = this.part("forLoop", () => {
    this.SUBRULE(this.forHeader);
    this.SUBRULE(this.body);
  });

  readonly forHeader = this.RULE("forHeader", () => {
    this.CONSUME(t.For);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.In);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Range);
    this.SUBRULE2(this.expression);
    this.SUBRULE(this.opening);
  });

  readonly condition = this.part("condition", () => {
    this.SUBRULE(this.ifHeader);
    this.SUBRULE(this.body);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.SUBRULE2(this.ifHeader);
      this.SUBRULE2(this.body);
    });
    this.OPTION(() => {
      this.CONSUME2(t.Else);
      this.SUBRULE3(this.body);
    });
  });

  readonly ifHeader = this.RULE("ifHeader", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.opening);
  });

  readonly result = this.part("result", () => {
    this.CONSUME(t.Return);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
  });

  readonly train = this.part("train", () => {
    this.SUBRULE(this.trainHeader);
    this.SUBRULE(this.trainBody);
  });

  readonly trainHeader = this.RULE("trainHeader", () => {
    this.CONSUME(t.Train);
    this.SUBRULE(this.opening);
  });

  readonly unknownBlock = this.part("unknownBlock", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.CONSUME2(t.Identifier));
    this.SUBRULE(this.trainBody);
  });

  readonly misplaced = this.part("misplaced", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importing) },
      { ALT: () => this.SUBRULE(this.model) },
      { ALT: () => this.SUBRULE(this.block) },
    ]);
  });

  readonly unexpected = this.part("unexpected", () => {
    this.OR([{ GATE: () => false, ALT: () => this.CONSUME(t.NonStarter) }]);
  });
}

/** The only instance: making one analyses the grammar. */
export const grammar = new Grammar();
