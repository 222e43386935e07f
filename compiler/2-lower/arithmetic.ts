/** `+ - * / % == < and …`: folded on numbers, an op of the graph as soon as one side is a tensor (`%`, `and`, `or` never). */
import type { BinaryOperator, Expression } from "../1-parse/ast.ts";
import { opNamed } from "../ir/builder.ts";
import { type Context, countStep, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { applyOp, toOperand } from "./operands.ts";
import type { Scope } from "./scope.ts";
import { bool, describe, ERROR, number, type Value } from "./values.ts";

type Binary = Extract<Expression, { kind: "binary" }>;
type Unary = Extract<Expression, { kind: "unary" }>;

const TENSOR_OPS: Partial<Record<BinaryOperator, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "==": "equal",
  "!=": "not_equal",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
};

const NUMBER_RULES: Partial<Record<BinaryOperator, (a: number, b: number) => number | boolean>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  // The sign of the divisor, so that indices wrap.
  "%": (a, b) => a - b * Math.floor(a / b),
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

export function evaluateUnary(context: Context, scope: Scope, expression: Unary): Value {
  const value = evaluate(context, scope, expression.operand);
  if (value.kind === "error") return ERROR;
  if (expression.operator === "not") {
    if (value.kind === "bool") return bool(!value.value);
    return reportOperand(context, expression.operand, "not", "true or false", value);
  }
  if (value.kind === "number") return number(-value.value);
  if (value.kind !== "tensor") return reportOperand(context, expression.operand, "-", "a number or tensor", value);
  context.b.span = expression.span;
  const site = { span: expression.span, callee: expression.span, operands: [expression.operand.span] };
  return applyOp(context, opNamed("neg"), [value.node], {}, site);
}

export function evaluateBinary(context: Context, scope: Scope, expression: Binary): Value {
  const { operator } = expression;
  if (operator === "and" || operator === "or") return evaluateLogic(context, scope, expression, operator);
  const left = evaluate(context, scope, expression.left);
  const right = evaluate(context, scope, expression.right);
  if (left.kind === "error" || right.kind === "error") return ERROR;
  if (left.kind === "tensor" || right.kind === "tensor") return applyToTensors(context, expression, left, right);
  if (left.kind === "number" && right.kind === "number") return fold(context, expression, left.value, right.value);
  if (left.kind === "dim" || right.kind === "dim") return scaleDim(context, expression, left, right);
  if (operator === "==" || operator === "!=") return compareWords(context, expression, left, right);
  const [wrong, value] = left.kind === "number" ? [expression.right, right] : [expression.left, left];
  return reportOperand(context, wrong, operator, "numbers or tensors", value);
}

function applyToTensors(context: Context, expression: Binary, left: Value, right: Value): Value {
  const name = TENSOR_OPS[expression.operator];
  if (name === undefined) {
    const [wrong, value] = left.kind === "tensor" ? [expression.left, left] : [expression.right, right];
    report(context, "not-constant", `${expression.operator} works on values known at compile time`, wrong.span, {
      label: describe(value),
    });
    return ERROR;
  }
  if (!countStep(context, expression.span)) return ERROR;
  const a = toOperand(context, left, expression.left, `the left side of ${expression.operator}`);
  const b = toOperand(context, right, expression.right, `the right side of ${expression.operator}`);
  if (a === undefined || b === undefined) return ERROR;
  const operands = [expression.left.span, expression.right.span];
  return applyOp(context, opNamed(name), [a, b], {}, { span: expression.span, callee: expression.span, operands });
}

function fold(context: Context, expression: Binary, a: number, b: number): Value {
  const { operator } = expression;
  if ((operator === "/" || operator === "%") && b === 0) {
    report(context, "bad-number", "division by zero", expression.right.span, { label: "is 0" });
    return ERROR;
  }
  const result = NUMBER_RULES[operator]!(a, b);
  if (typeof result === "boolean") return bool(result);
  if (Number.isFinite(result)) return number(result);
  report(context, "bad-number", `the result of ${operator} is too large`, expression.span);
  return ERROR;
}

/** `k * batch`, `batch * k`, `batch / k` where it divides. */
function scaleDim(context: Context, expression: Binary, left: Value, right: Value): Value {
  const { operator } = expression;
  if (operator === "*" || (operator === "/" && left.kind === "dim")) {
    const dim = left.kind === "dim" ? left : right;
    const factor = left.kind === "dim" ? right : left;
    if (dim.kind === "dim" && factor.kind === "number") {
      const batch = operator === "*" ? dim.batch * factor.value : dim.batch / factor.value;
      if (Number.isSafeInteger(batch) && batch > 0) return { kind: "dim", batch };
    }
  }
  report(
    context,
    "batch-dimension",
    "batch is only known at run time: a dimension is a number or k * batch",
    expression.span,
  );
  return ERROR;
}

function compareWords(context: Context, expression: Binary, left: Value, right: Value): Value {
  const a = comparable(left);
  const b = comparable(right);
  if (a !== undefined && b !== undefined) return bool((a === b) === (expression.operator === "=="));
  const [wrong, value] = a === undefined ? [expression.left, left] : [expression.right, right];
  return reportOperand(context, wrong, expression.operator, "numbers, words, strings or booleans", value);
}

/** Words and strings of the same text are equal. */
function comparable(value: Value): string | number | boolean | undefined {
  return value.kind === "number" || value.kind === "bool" || value.kind === "string" || value.kind === "word"
    ? value.value
    : undefined;
}

function evaluateLogic(context: Context, scope: Scope, expression: Binary, operator: "and" | "or"): Value {
  const left = evaluate(context, scope, expression.left);
  if (left.kind === "error") return ERROR;
  if (left.kind !== "bool") return reportOperand(context, expression.left, operator, "true or false", left);
  // The right side may only make sense if the left one says so: `i > 0 and n % i == 0`.
  if (left.value === (operator === "or")) return left;
  const right = evaluate(context, scope, expression.right);
  if (right.kind === "error" || right.kind === "bool") return right;
  return reportOperand(context, expression.right, operator, "true or false", right);
}

function reportOperand(context: Context, at: Expression, operator: string, expected: string, got: Value): Value {
  const code = got.kind === "tensor" ? "not-constant" : "type-mismatch";
  report(context, code, `${operator} expects ${expected}, got ${describe(got)}`, at.span);
  return ERROR;
}
