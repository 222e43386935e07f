/** Statements, run one after the other at compile time: `for` and `if` are unrolled, `return` ends a block. */
import type { Expression, TrainStatement } from "../1-parse/ast.ts";
import { cover } from "../support/span.ts";
import { bindName } from "./bindings.ts";
import { lowerConstant } from "./constants.ts";
import { type Context, countIteration, nested, report, warn } from "./context.ts";
import { lowerInput, lowerOutput, lowerParameter } from "./declarations.ts";
import { evaluate, evaluateResults } from "./expressions.ts";
import { joinPath } from "./names.ts";
import { origin } from "./operands.ts";
import { enclosing, innerScope, lookup, type Scope } from "./scope.ts";
import { lowerMetric, lowerSetting, lowerTrain } from "./train.ts";
import { describe, ERROR, number, type Value } from "./values.ts";

/** The values that a `return` gave; undefined while statements go on. */
export type Flow = readonly Value[] | undefined;

type Of<K extends TrainStatement["kind"]> = Extract<TrainStatement, { kind: K }>;

export function runStatements(context: Context, scope: Scope, statements: readonly TrainStatement[]): Flow {
  for (const [index, statement] of statements.entries()) {
    const flow = nested<Flow>(context, statement.span, undefined, () => runStatement(context, scope, statement));
    const next = statements[index + 1];
    if (statement.kind === "return" && next !== undefined) {
      warn(context, "unreachable", "nothing after a return is run", next.span);
    }
    if (flow !== undefined || context.stopped) return flow;
  }
  return undefined;
}

function runStatement(context: Context, scope: Scope, statement: TrainStatement): Flow {
  switch (statement.kind) {
    case "for":
      return lowerFor(context, scope, statement);
    case "if":
      return lowerIf(context, scope, statement);
    case "return":
      return lowerReturn(context, scope, statement);
    case "input":
      lowerInput(context, scope, statement);
      break;
    case "output":
      lowerOutput(context, scope, statement);
      break;
    case "parameter":
      lowerParameter(context, scope, statement);
      break;
    case "constant":
      lowerConstant(context, scope, statement);
      break;
    case "assign":
      lowerAssign(context, scope, statement);
      break;
    case "train":
      lowerTrain(context, scope, statement);
      break;
    case "setting":
      lowerSetting(context, scope, statement);
      break;
    case "metric":
      lowerMetric(context, scope, statement);
      break;
  }
  return undefined;
}

function lowerAssign(context: Context, scope: Scope, statement: Of<"assign">): void {
  const { targets } = statement;
  const only = targets.length === 1 && lookup(scope, targets[0]!.text) === undefined ? targets[0]!.text : undefined;
  const results = evaluateResults(context, scope, statement.value, only);
  const failed = results.length === 1 && results[0]!.kind === "error";
  if (!failed && results.length !== targets.length) {
    const count = `${results.length} result${results.length === 1 ? "" : "s"}`;
    const names = `${targets.length} name${targets.length === 1 ? "" : "s"}`;
    const span = cover(targets[0]!.span, targets.at(-1)!.span);
    report(context, "result-count", `${count} cannot be bound to ${names}`, span, {
      related: [{ span: statement.value.span, text: `gives ${count}` }],
    });
  }
  const matches = !failed && results.length === targets.length;
  for (const [index, target] of targets.entries()) {
    const twice = targets.findIndex((other) => other.text === target.text) < index;
    if (twice) report(context, "duplicate-name", `${target.text} is bound twice at once`, target.span);
    else bindName(context, scope, target, matches ? results[index]! : ERROR, "value");
  }
}

function lowerFor(context: Context, scope: Scope, statement: Of<"for">): Flow {
  const { variable, body } = statement;
  const from = loopBound(context, scope, statement.from);
  const to = loopBound(context, scope, statement.to);
  if (from === undefined || to === undefined) return undefined;
  const header = { ...statement.span, end: statement.to.span.end };
  for (let i = from; i < to && countIteration(context, header); i++) {
    const inner = innerScope(scope, "loop", joinPath(scope.path, String(i)));
    inner.bindings.set(variable.text, { value: number(i), span: variable.span });
    const flow = runStatements(context, inner, body);
    if (flow !== undefined) return flow;
  }
  return undefined;
}

function loopBound(context: Context, scope: Scope, expression: Expression): number | undefined {
  const value = evaluate(context, scope, expression);
  if (value.kind === "number" && Number.isSafeInteger(value.value)) return value.value;
  reportControl(context, expression, value, "a loop runs over integers known at compile time");
  return undefined;
}

function lowerIf(context: Context, scope: Scope, statement: Of<"if">): Flow {
  const value = evaluate(context, scope, statement.condition);
  if (value.kind === "bool") {
    const taken = value.value ? statement.then : statement.else;
    return runStatements(context, scope, taken ?? []);
  }
  reportControl(context, statement.condition, value, "a condition is true or false at compile time");
  return undefined;
}

/** Reports a value that cannot steer a loop or condition. */
function reportControl(context: Context, { span }: Expression, value: Value, rule: string): void {
  if (value.kind === "error") return;
  const related = value.kind === "tensor" ? origin(value.node, [span]) : [];
  const code = value.kind === "tensor" || value.kind === "dim" ? "not-constant" : "type-mismatch";
  report(context, code, `${rule}, got ${describe(value)}`, span, { related });
}

function lowerReturn(context: Context, scope: Scope, statement: Of<"return">): Flow {
  const values = statement.values.map((value) => evaluate(context, scope, value));
  if (enclosing(scope) === "block") return values;
  report(context, "return-outside-block", "return ends a block; a model has outputs", statement.span, {
    help: "write `output name = …`",
  });
  return undefined;
}
