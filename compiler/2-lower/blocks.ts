/** A block's call: arguments bound in a scope of their own, then the body lowered once more. */
import type { Block } from "../1-parse/ast.ts";
import { assignArguments, type Call } from "./arguments.ts";
import { bindName } from "./bindings.ts";
import { type Context, insideCall, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { underName } from "./layers.ts";
import { outerScope, type Scope } from "./scope.ts";
import { runStatements } from "./statements.ts";
import { ERROR, type Value } from "./values.ts";

export function callBlock(
  context: Context,
  scope: Scope,
  block: Block,
  call: Call,
  component?: string,
): readonly Value[] {
  context.called.add(block);
  const slots = block.params.map((param) => ({ name: param.name.text, required: param.default === undefined }));
  const assigned = assignArguments(context, call, slots, true, { span: block.name.span, text: signatureOf(block) });
  for (const { value } of assigned.stray) evaluate(context, scope, value);
  const values = new Map([...assigned.given].map(([name, { value }]) => [name, evaluate(context, scope, value)]));
  const failed = [...values.values()].some((value) => value.kind === "error");
  if (!assigned.complete || isRecursive(context, block, call)) return [ERROR];

  const errors = context.errors;
  const flow = underName(context, scope, { call, component, universal: assigned.universal }, (path) =>
    insideCall(context, { block, span: call.span }, () => {
      const inner = outerScope("block", path);
      for (const param of block.params) {
        // A default may use the parameters before it.
        const value = values.get(param.name.text) ?? evaluate(context, inner, param.default!);
        bindName(context, inner, param.name, value, "argument");
      }
      return runStatements(context, inner, block.body);
    }),
  );
  // A mistake may have kept the `return` from being reached.
  if (flow === undefined && context.errors === errors && !failed && !context.stopped) {
    report(context, "missing-return", `block ${block.name.text} returns nothing`, block.name.span, {
      related: [{ span: call.callee.span, text: "a value is needed here" }],
      help: "end it with `return …`",
    });
  }
  return flow ?? [ERROR];
}

/** `takes x, width, activation = …` */
function signatureOf({ params }: Block): string {
  const shown = params.map((param) => (param.default === undefined ? param.name.text : `${param.name.text} = …`));
  return params.length === 0 ? "takes no arguments" : `takes ${shown.join(", ")}`;
}

function isRecursive(context: Context, block: Block, call: Call): boolean {
  const outer = context.calls.find((other) => other.block === block);
  if (outer === undefined) return false;
  report(context, "recursive-block", `block ${block.name.text} calls itself`, call.callee.span, {
    label: "calls it again",
    related: [{ span: block.name.span, text: "the block that is being expanded" }],
    help: "blocks are expanded at compile time: repeat with `for`",
  });
  return true;
}
