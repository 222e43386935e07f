/** `constant c = …`: a number stays a compile-time value, a list or whatever has a type becomes a tensor. */
import type { Expression, Statement } from "../1-parse/ast.ts";
import { type DType, formatShape, formatType, sameShape, type TensorType } from "../ir/type.ts";
import { declareName, nameTensor } from "./bindings.ts";
import { type Context, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { bind, type Scope } from "./scope.ts";
import { evaluateType } from "./types.ts";
import { describe, ERROR, tensor, type Value } from "./values.ts";

const INTEGER_RANGES: Readonly<Record<Exclude<DType, "f32">, readonly [number, number]>> = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u8: [0, 255],
  i8: [-128, 127],
};

export function lowerConstant(context: Context, scope: Scope, statement: Statement & { kind: "constant" }): void {
  const { name, type: written, value: expression } = statement;
  const declared = declareName(context, scope, name, "constant");
  const type = written === undefined ? undefined : evaluateType(context, scope, written, "a constant");
  const given = evaluate(context, scope, expression);
  if (!declared) return;
  const failed = given.kind === "error" || (written !== undefined && type === undefined);
  const value = failed ? ERROR : constantOf(context, given, expression, type);
  bind(scope, name.text, { value: nameTensor(context, scope, name, value), span: name.span });
}

/** The tensor of a list or of a number with a type; a number alone stays one. */
export function constantOf(context: Context, given: Value, expression: Expression, type?: TensorType): Value {
  if (given.kind === "number" && type === undefined) return given;
  if (given.kind === "tensor") {
    report(context, "not-constant", "a constant must be known at compile time, got a tensor", expression.span);
    return ERROR;
  }
  if (given.kind !== "number" && given.kind !== "list") {
    report(
      context,
      "type-mismatch",
      `a constant is a number or a list of numbers, got ${describe(given)}`,
      expression.span,
    );
    return ERROR;
  }
  const array = flatten(context, given, expression);
  if (array === undefined) return ERROR;
  const { shape, values } = array;
  // A single number fills any shape.
  if (type !== undefined && given.kind === "list" && !sameShape(shape, type.shape)) {
    const message = `the list has the shape ${formatShape(shape)}, its type says ${formatType(type)}`;
    report(context, "shape-mismatch", message, expression.span, { label: formatShape(shape) });
    return ERROR;
  }
  const dtype = type?.dtype ?? "f32";
  const wrong = values.find((value) => !fits(value, dtype));
  if (wrong !== undefined) {
    report(context, "bad-number", `${wrong} is no value of ${dtype}`, expression.span);
    return ERROR;
  }
  context.b.span = expression.span;
  const node = context.b.constant(0);
  return tensor({ ...node, attrs: { values }, type: type ?? { dtype, shape } });
}

interface FlatList {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Row-major values of a number or nested list whose rows are equally long; otherwise a report. */
function flatten(context: Context, value: Value, expression: Expression): FlatList | undefined {
  if (value.kind === "number") return { shape: [], values: [value.value] };
  if (value.kind !== "list") {
    report(context, "type-mismatch", `a constant's list holds numbers, got ${describe(value)}`, expression.span);
    return undefined;
  }
  if (value.items.length === 0) {
    report(context, "shape-mismatch", "a constant's list cannot be empty", expression.span);
    return undefined;
  }
  const rows: FlatList[] = [];
  for (const [index, item] of value.items.entries()) {
    const at = expression.kind === "list" ? expression.items[index]! : expression;
    const row = flatten(context, item, at);
    if (row === undefined) return undefined;
    const first = rows[0] ?? row;
    if (!sameShape(first.shape, row.shape)) {
      const message = `the list is ragged: an item has the shape ${formatShape(row.shape)}, the first ${formatShape(first.shape)}`;
      report(context, "shape-mismatch", message, at.span);
      return undefined;
    }
    rows.push(row);
  }
  return { shape: [rows.length, ...rows[0]!.shape], values: rows.flatMap((row) => row.values) };
}

function fits(value: number, dtype: DType): boolean {
  if (dtype === "f32") return Number.isFinite(Math.fround(value));
  const [low, high] = INTEGER_RANGES[dtype];
  return Number.isInteger(value) && value >= low && value <= high;
}
