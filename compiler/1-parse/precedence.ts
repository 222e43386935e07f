/**
 * Operands and the operators between them → one expression, by precedence climbing:
 * `or` < `and` < `not` < comparison < `+` `-` < `*` `/` `%` < unary `-`. Binary operators associate to the left;
 * comparisons do not chain.
 */
import { cover, type Span } from "../support/span.ts";
import type { BinaryOperator, Expression, UnaryOperator } from "./ast.ts";
import { type Building, report } from "./cst.ts";

const OR = 1;
const COMPARISON = 3;

const LEVEL: Readonly<Record<BinaryOperator, number>> = {
  or: OR,
  and: 2,
  "==": COMPARISON,
  "!=": COMPARISON,
  "<": COMPARISON,
  "<=": COMPARISON,
  ">": COMPARISON,
  ">=": COMPARISON,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
};

/** Bounds the depth of the tree, so that no later stage can run out of stack. */
const MAX_OPERATORS = 500;

export interface Operator<T> {
  readonly operator: T;
  readonly span: Span;
}

export interface Operand {
  readonly prefixes: readonly Operator<UnaryOperator>[];
  readonly atom: Expression;
}

/** There is one operand more than operators. */
export function resolvePrecedence(
  building: Building,
  operands: readonly Operand[],
  operators: readonly Operator<BinaryOperator>[],
): Expression {
  const count = operators.length + operands.reduce((sum, { prefixes }) => sum + prefixes.length, 0);
  if (count > MAX_OPERATORS) {
    const span = cover(operands[0]!.atom.span, operands.at(-1)!.atom.span);
    report(building, "nested-too-deeply", `an expression has at most ${MAX_OPERATORS} operators`, span, {
      help: "name a part of it in a statement of its own",
    });
    return operands[0]!.atom;
  }
  let next = 0;

  /** An expression of operators that bind at least as strongly as `lowest`. */
  function climb(lowest: number, prefix = 0): Expression {
    let left = prefixed(prefix);
    let compared: Span | undefined;
    for (;;) {
      const current = operators[next - 1];
      if (current === undefined || LEVEL[current.operator] < lowest) return left;
      const { operator, span } = current;
      const compares = LEVEL[operator] === COMPARISON;
      if (compares && compared !== undefined) {
        report(building, "syntax-error", "comparisons do not chain", span, {
          related: [{ span: compared, text: "the first comparison" }],
          help: "write `a < b and b < c`",
        });
      }
      if (compares) compared = span;
      const right = climb(LEVEL[operator] + 1);
      left = { kind: "binary", operator, left, right, span: cover(left.span, right.span) };
    }
  }

  /** The operand that comes next, from its prefix of that index on; moves on once the atom is read. */
  function prefixed(index: number): Expression {
    const { prefixes, atom } = operands[next]!;
    const prefix = prefixes[index];
    if (prefix === undefined) {
      next++;
      return atom;
    }
    const { operator, span } = prefix;
    const operand = operator === "not" ? climb(COMPARISON, index + 1) : prefixed(index + 1);
    return { kind: "unary", operator, operand, span: cover(span, operand.span) };
  }

  return climb(OR);
}
