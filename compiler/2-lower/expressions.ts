/** Expressions → values: names and words, lists, arithmetic and calls. What fails is reported and becomes ERROR. */
import type { Expression, Name } from "../1-parse/ast.ts";
import { ENTRIES } from "../ops/index.ts";
import type { Span } from "../support/span.ts";
import { evaluateBinary, evaluateUnary } from "./arithmetic.ts";
import { evaluateCall } from "./calls.ts";
import { blocksAt, type Context, isDropped, nested, report } from "./context.ts";
import { lookup, type Scope, visibleNames } from "./scope.ts";
import { didYouMean } from "./suggest.ts";
import { bool, ERROR, number, type Value } from "./values.ts";

export const BATCH_NAME = "batch";

/** Bare names that stand for themselves: what attributes may be set to. */
const WORDS: ReadonlySet<string> = new Set([
  ...["none", "f32", "i32", "u8", "i8"],
  ...ENTRIES.map((entry) => entry.name),
  ...ENTRIES.flatMap((entry) => entry.attrs.flatMap((attr) => attr.oneOf ?? [])),
]);

/** The one value of an expression. */
export function evaluate(context: Context, scope: Scope, expression: Expression): Value {
  const values = evaluateResults(context, scope, expression);
  if (values.length === 1) return values[0]!;
  report(context, "result-count", `one value is needed here, got ${values.length}`, expression.span, {
    label: `gives ${values.length} results`,
    help: "bind the results first: `a, b = …`",
  });
  return ERROR;
}

/**
 * All values of an expression: a block may have several. `component` is the name that a call's parameters get when the
 * call gives no other.
 */
export function evaluateResults(
  context: Context,
  scope: Scope,
  expression: Expression,
  component?: string,
): readonly Value[] {
  return nested<readonly Value[]>(context, expression.span, [ERROR], () => {
    if (expression.kind === "call") return evaluateCall(context, scope, expression, component);
    return [evaluateSingle(context, scope, expression)];
  });
}

function evaluateSingle(context: Context, scope: Scope, expression: Exclude<Expression, { kind: "call" }>): Value {
  switch (expression.kind) {
    case "number":
      return number(expression.value);
    case "bool":
      return bool(expression.value);
    case "string":
      return { kind: "string", value: expression.value };
    case "list": {
      const items = expression.items.map((item) => evaluate(context, scope, item));
      return items.some((item) => item.kind === "error") ? ERROR : { kind: "list", items };
    }
    case "name":
      return evaluateName(context, scope, expression.name);
    case "unary":
      return evaluateUnary(context, scope, expression);
    case "binary":
      return evaluateBinary(context, scope, expression);
  }
}

export function evaluateName(context: Context, scope: Scope, name: Name): Value {
  const binding = lookup(scope, name.text);
  if (binding !== undefined) {
    context.uses.read(binding);
    return binding.value;
  }
  if (name.text === BATCH_NAME) return { kind: "dim", batch: 1 };
  if (blocksAt(context, name.span).has(name.text)) {
    report(context, "unknown-name", `${name.text} is a block, not a value`, name.span, {
      help: `call it: ${name.text}(…)`,
    });
    return ERROR;
  }
  if (WORDS.has(name.text)) return { kind: "word", value: name.text };
  reportUnknown(context, scope, name.text, name.span);
  return ERROR;
}

function reportUnknown(context: Context, scope: Scope, name: string, span: Span): void {
  if (isDropped(context, span, new RegExp(`\\b${name}\\s*[=:,]`))) return;
  const hint = didYouMean(name, [...visibleNames(scope), ...blocksAt(context, span).keys(), ...WORDS]);
  report(context, "unknown-name", `unknown name ${name}`, span, { label: "not bound before this line", ...hint });
}
