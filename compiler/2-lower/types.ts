/** Written types → TensorTypes. */
import type { Expression, TypeExpression } from "../1-parse/ast.ts";
import { BATCH, type Dim, formatDim, type TensorType } from "../ir/type.ts";
import { type Context, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { fitsMemory } from "./memory.ts";
import type { Scope } from "./scope.ts";
import { describe } from "./values.ts";

/** The type; undefined when it is wrong, which is then reported. `batch` may lead where the type is not `fixed`. */
export function evaluateType(
  context: Context,
  scope: Scope,
  type: TypeExpression,
  fixed?: "a parameter" | "a constant",
): TensorType | undefined {
  const shape: Dim[] = [];
  let failed = false;
  for (const [axis, expression] of type.dims.entries()) {
    const dim = evaluateDim(context, scope, expression);
    if (dim === undefined) failed = true;
    else if (typeof dim === "number") shape.push(dim);
    else if (fixed !== undefined) {
      failed = true;
      report(context, "batch-dimension", `${fixed} cannot depend on the batch`, expression.span);
    } else if (axis > 0) {
      failed = true;
      report(context, "batch-dimension", `${formatDim(dim)} can only be the first dimension`, expression.span);
    } else shape.push(dim);
  }
  if (failed) return undefined;
  const whole: TensorType = { dtype: type.dtype, shape };
  return fitsMemory(context, whole, type.span) ? whole : undefined;
}

function evaluateDim(context: Context, scope: Scope, expression: Expression): Dim | undefined {
  const value = evaluate(context, scope, expression);
  if (value.kind === "error") return undefined;
  if (value.kind === "dim") return value.batch === 1 ? BATCH : { batch: value.batch };
  if (value.kind === "number" && Number.isSafeInteger(value.value) && value.value >= 1) return value.value;
  if (value.kind === "tensor") {
    report(context, "not-constant", "a dimension must be known at compile time, got a tensor", expression.span);
  } else {
    // `-1` and `None` are what others write for it.
    const isSize = value.kind === "number" && value.value >= 0;
    const help = isSize ? {} : { help: "a size that is chosen at run time is called batch" };
    const message = `a dimension must be a positive integer, got ${describe(value)}`;
    report(context, "bad-dimension", message, expression.span, help);
  }
  return undefined;
}
