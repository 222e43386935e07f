/** The train block: its loss, metrics, optimizer and average; everything else in it is ordinary statements. */
import type { Expression, TrainStatement } from "../1-parse/ast.ts";
import type { NamedValue } from "../ir/graph.ts";
import type { Attrs } from "../ir/node.ts";
import { formatType } from "../ir/type.ts";
import type { TableEntry } from "../ops/define.ts";
import { isError } from "../ops/definition/signature.ts";
import type { MetricSums } from "../ops/definition/train-block.ts";
import { ENTRIES, findEntry } from "../ops/index.ts";
import type { Span } from "../support/span.ts";
import { type Bound, bindArguments, type Call } from "./arguments.ts";
import { nameTensor } from "./bindings.ts";
import { reportUnknownOperator } from "./calls.ts";
import { blocksAt, type Context, report, type Training } from "./context.ts";
import { evaluate, evaluateResults } from "./expressions.ts";
import { origin, reportSignature, shortText } from "./operands.ts";
import { optimizerUse } from "./schedules.ts";
import { innerScope, lookup, type Scope } from "./scope.ts";
import { runStatements } from "./statements.ts";
import { didYouMeanEntry } from "./suggest.ts";
import { describe } from "./values.ts";

type Of<K extends TrainStatement["kind"]> = Extract<TrainStatement, { kind: K }>;

export function lowerTrain(context: Context, scope: Scope, statement: Of<"train">): void {
  const { source, start } = statement.span;
  const span = { source, start, end: start + "train".length };
  if (scope.kind !== "model") {
    report(context, "misplaced-statement", "a train block stands in the model itself, outside loops", span);
    return;
  }
  if (context.training !== undefined) {
    const related = [{ span: context.training.span, text: "the first one" }];
    report(context, "duplicate-name", "a second train block", span, { related });
    return;
  }
  const training: Training = { span };
  context.training = training;
  runStatements(context, innerScope(scope, "train"), statement.body);
  if (context.mended) return;
  if (!context.declared.has("loss")) {
    report(context, "missing-loss", "the train block has no loss", span, { help: "add `loss = …`, a scalar f32[]" });
  }
  if (!context.declared.has("optimizer")) {
    const help = "add `optimizer = adam()`";
    report(context, "missing-optimizer", "the train block has no optimizer", span, { help });
  }
}

export function lowerSetting(context: Context, scope: Scope, statement: Of<"setting">): void {
  const { key, keySpan, value: expression } = statement;
  const isFirst = declareOnce(context, key, `${key} is set twice`, keySpan);
  if (key === "loss") {
    lowerLoss(context, scope, expression, isFirst);
    return;
  }
  const bound = bindUse(context, scope, expression, key);
  if (bound === undefined || !isFirst || context.training === undefined) return;
  const { entry, attrs } = bound;
  if (entry.kind === "optimizer") context.training.optimizer = optimizerUse(entry, attrs);
  else if (entry.kind === "average") context.training.average = { def: entry, attrs: attrs as Attrs };
}

function lowerLoss(context: Context, scope: Scope, expression: Expression, isFirst: boolean): void {
  const value = evaluate(context, scope, expression);
  if (value.kind === "error") return;
  if (value.kind !== "tensor") {
    report(context, "loss-not-scalar", `the loss must be a tensor f32[], got ${describe(value)}`, expression.span);
    return;
  }
  const { type } = value.node;
  if (type.dtype !== "f32" || type.shape.length > 0) {
    report(context, "loss-not-scalar", `the loss must be a scalar f32[], got ${formatType(type)}`, expression.span, {
      label: formatType(type),
      related: origin(value.node, [expression.span]),
      ...(type.dtype === "f32"
        ? { help: `average it over the batch: reduce_mean(${shortText(expression.span)})` }
        : {}),
    });
    return;
  }
  const name = { text: "loss", span: expression.span };
  const named = nameTensor(context, scope, name, value);
  if (isFirst && named.kind === "tensor") context.outputs.push({ name: "loss", role: "loss", node: named.node });
}

export function lowerMetric(context: Context, scope: Scope, statement: Of<"metric">): void {
  const { name, value: expression } = statement;
  if (name.text === "loss") report(context, "duplicate-name", "a metric cannot be called loss", name.span);
  const isFirst = declareOnce(context, `metric ${name.text}`, `a second metric ${name.text}`, name.span);
  const bound = bindUse(context, scope, expression, "metric");
  if (bound?.entry.kind !== "metric") return;
  context.b.span = expression.span;
  const made = bound.entry.expand(context.b, bound.operands, bound.attrs as Attrs);
  if (isError(made)) {
    reportSignature(context, made, bound.operands, bound.site);
    return;
  }
  if (isFirst) context.outputs.push(...outputsOf(name.text, made));
}

function outputsOf(name: string, made: MetricSums): NamedValue[] {
  if ("kind" in made) return [{ name, role: `metric_${made.kind}`, node: made.sums }];
  return [
    { name, role: "metric_sum", node: made.sum },
    { name, role: "metric_count", node: made.count },
  ];
}

function declareOnce(context: Context, key: string, message: string, span: Span): boolean {
  const before = context.declared.get(key);
  if (before === undefined) {
    context.declared.set(key, span);
    return true;
  }
  report(context, "duplicate-name", message, span, { related: [{ span: before, text: "the first time" }] });
  return false;
}

/** The call of a metric, optimizer or average; the last two may be just named: `optimizer = adam`. */
function bindUse(
  context: Context,
  scope: Scope,
  expression: Expression,
  kind: "metric" | "optimizer" | "average",
): (Bound & { readonly entry: TableEntry }) | undefined {
  const call = asCall(expression, scope);
  if (call !== undefined && !blocksAt(context, call.callee.span).has(call.callee.text)) {
    const entry = findEntry(call.callee.text, kind);
    if (entry?.kind === kind) {
      const bound = bindArguments(context, scope, entry, call);
      return bound === undefined ? undefined : { ...bound, entry };
    }
    if (entry === undefined) {
      reportUnknown(context, scope, call, kind);
      return undefined;
    }
  }
  const errors = context.errors;
  if (call === undefined) {
    evaluateResults(context, scope, expression);
    if (context.errors > errors) return undefined;
  } else for (const { value } of call.args) evaluate(context, scope, value);
  const known = names(kind).join(", ");
  const span = call?.callee.span ?? expression.span;
  const article = kind === "metric" ? "a" : "an";
  report(context, "misused", `${article} ${kind} must stand here`, span, { help: `known: ${known}` });
  return undefined;
}

function asCall(expression: Expression, scope: Scope): Call | undefined {
  if (expression.kind === "call") return expression;
  if (expression.kind !== "name" || lookup(scope, expression.name.text) !== undefined) return undefined;
  return { callee: expression.name, args: [], span: expression.span };
}

function reportUnknown(context: Context, scope: Scope, call: Call, kind: TableEntry["kind"]): void {
  const hint = didYouMeanEntry(call.callee.text, names(kind));
  if (hint.help === undefined) {
    reportUnknownOperator(context, scope, call);
    return;
  }
  for (const { value } of call.args) evaluate(context, scope, value);
  report(context, "unknown-operator", `no ${kind} is called ${call.callee.text}`, call.callee.span, hint);
}

function names(kind: TableEntry["kind"]): string[] {
  return ENTRIES.filter((entry) => entry.kind === kind).map((entry) => entry.name);
}
