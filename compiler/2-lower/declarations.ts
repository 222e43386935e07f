/** Inputs, outputs and parameters: what a graph has a name for outside. */
import type { Statement } from "../1-parse/ast.ts";
import type { InitializerUse } from "../ops/definition/layer.ts";
import { cover, type Span } from "../support/span.ts";
import { assignArguments } from "./arguments.ts";
import { readAttribute } from "./attributes.ts";
import { bindName, declareName } from "./bindings.ts";
import { type Context, report } from "./context.ts";
import { evaluate, evaluateName, evaluateResults } from "./expressions.ts";
import { checkReserved, makeParameter, readTrainable, reportTaken } from "./layers.ts";
import { joinPath } from "./names.ts";
import { bind, lookup, type Scope } from "./scope.ts";
import { evaluateType } from "./types.ts";
import { describe, ERROR } from "./values.ts";

type Of<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** Reports a declaration in a loop, a block or another body than it may stand in. */
function isMisplaced(
  context: Context,
  scope: Scope,
  span: Span,
  rule: string,
  places: readonly Scope["kind"][],
): boolean {
  if (places.includes(scope.kind)) return false;
  report(context, "misplaced-statement", rule, span);
  return true;
}

export function lowerInput(context: Context, scope: Scope, statement: Of<"input">): void {
  const { name } = statement;
  const type = evaluateType(context, scope, statement.type);
  const rule = "an input is declared in the model or its train block, outside loops";
  const header = { ...statement.span, end: name.span.end };
  if (isMisplaced(context, scope, header, rule, ["model", "train"])) return;
  const taken = context.inputs.find((input) => input.name === name.text);
  if (taken !== undefined) {
    const related = [{ span: taken.span, text: "the first one" }];
    report(context, "duplicate-name", `a second input ${name.text}`, name.span, { related });
    return;
  }
  if (!declareName(context, scope, name, "input")) return;
  let value = ERROR;
  if (type !== undefined) {
    context.b.span = cover(name.span, statement.type.span);
    checkReserved(context, name.text, name.span);
    const node = context.b.leaf("input", name.text, type);
    context.inputs.push(node);
    value = { kind: "tensor", node };
  }
  bind(scope, name.text, { value, span: name.span });
}

export function lowerOutput(context: Context, scope: Scope, statement: Of<"output">): void {
  const { name } = statement;
  const isNew = lookup(scope, name.text) === undefined;
  let value = ERROR;
  if (statement.value === undefined) value = evaluateName(context, scope, name);
  else {
    const results = evaluateResults(context, scope, statement.value, isNew ? name.text : undefined);
    if (results.length === 1) value = results[0]!;
    else report(context, "result-count", `an output is one value, got ${results.length}`, statement.value.span);
    value = bindName(context, scope, name, value, "value");
    context.uses.read({ value, span: name.span });
  }
  const header = { ...statement.span, end: name.span.end };
  const rule = "an output is declared in the model itself, outside loops and its train block";
  const key = `output ${name.text}`;
  const before = context.declared.get(key);
  context.declared.set(key, before ?? name.span);
  if (isMisplaced(context, scope, header, rule, ["model"])) return;
  if (before !== undefined) {
    const related = [{ span: before, text: "the first one" }];
    report(context, "duplicate-name", `a second output ${name.text}`, name.span, { related });
    return;
  }
  if (value.kind === "tensor") context.outputs.push({ name: name.text, role: "output", node: value.node });
  else if (value.kind !== "error") {
    const span = statement.value?.span ?? name.span;
    report(context, "type-mismatch", `an output must be a tensor, got ${describe(value)}`, span);
  }
}

export function lowerParameter(context: Context, scope: Scope, statement: Of<"parameter">): void {
  const { name } = statement;
  const type = evaluateType(context, scope, statement.type, "a parameter");
  const spec = { name: "the initial value", kind: "initializer", doc: "" } as const;
  const initializer = readAttribute(context, scope, spec, statement.value) as InitializerUse | undefined;
  const trainable = parameterTrainable(context, scope, statement);
  if (!declareName(context, scope, name, "parameter")) return;
  let value = ERROR;
  if (type !== undefined && type.dtype !== "f32") {
    report(context, "type-mismatch", `a parameter is trained, so it is f32, not ${type.dtype}`, statement.type.span);
  } else if (type !== undefined && initializer !== undefined && trainable !== undefined) {
    const claim = context.names.claim(scope.path, name.text, name.span, true);
    if ("takenBy" in claim) reportTaken(context, joinPath(scope.path, name.text), name.span, claim.takenBy);
    else {
      context.b.span = cover(name.span, statement.type.span);
      const { span } = statement.value;
      const { frozen } = context;
      context.frozen ||= !trainable;
      const node = makeParameter(
        context,
        { name: claim.path, type, initializer },
        { span, callee: span, operands: [] },
      );
      context.frozen = frozen;
      value = { kind: "tensor", node };
    }
  }
  bind(scope, name.text, { value, span: name.span });
}

/** What stands after the initial value; undefined where it is wrong, which is then reported. */
function parameterTrainable(
  context: Context,
  scope: Scope,
  { name, args, span }: Of<"parameter">,
): boolean | undefined {
  const call = { callee: { text: "a parameter", span: name.span }, args, span };
  const { given, stray } = assignArguments(context, call, [{ name: "trainable", required: false }], false);
  for (const { value } of stray) evaluate(context, scope, value);
  return stray.length > 0 ? undefined : readTrainable(context, scope, given.get("trainable"));
}
