/** Layer calls → nodes, parameters and states under the layer's name. */

import type { Argument } from "../1-parse/ast.ts";
import { opNamed } from "../ir/builder.ts";
import { SEED, STEP } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { i32, isStatic, type TensorType } from "../ir/type.ts";
import type { InitializerUse, LayerDef, LayerScope } from "../ops/definition/layer.ts";
import { isError } from "../ops/definition/signature.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Span } from "../support/span.ts";
import { bindArguments, type Call, type Universal } from "./arguments.ts";
import { readAttribute } from "./attributes.ts";
import { type Context, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { fitsMemory } from "./memory.ts";
import { joinPath } from "./names.ts";
import { reportSignature, type Site } from "./operands.ts";
import type { Scope } from "./scope.ts";
import { ERROR, tensor, type Value } from "./values.ts";

/** The layer's results: several only where it is defined so. */
export function expandLayer(
  context: Context,
  scope: Scope,
  def: LayerDef,
  call: Call,
  component?: string,
): readonly Value[] {
  const bound = bindArguments(context, scope, def, call);
  const result = underName(context, scope, { call, component, universal: bound?.universal ?? {} }, (path) => {
    if (bound === undefined) return undefined;
    context.b.span = call.span;
    const errors = context.errors;
    const made = def.expand(layerScope(context, path, bound.site), bound.operands, bound.attrs);
    if (isError(made)) {
      reportSignature(context, made, bound.operands, bound.site);
      return undefined;
    }
    const nodes = "op" in made ? [made] : made;
    const fits = nodes.every(({ type }) => fitsMemory(context, type, call.callee.span, "the result"));
    return context.errors === errors && fits ? nodes.map(tensor) : undefined;
  });
  return result ?? [ERROR];
}

export interface Naming {
  readonly call: Call;
  /** The name that the call is bound to, where it is new. */
  readonly component: string | undefined;
  readonly universal: Universal;
}

/** Runs a layer's or block's body under the path of its parameters; undefined when its `name:` or `trainable:` is wrong. */
export function underName<T>(context: Context, scope: Scope, naming: Naming, run: (path: string) => T): T | undefined {
  const { call, component, universal } = naming;
  const { name: argument, trainable } = universal;
  const given = argument === undefined ? undefined : explicitName(context, scope, argument);
  const isTrainable = readTrainable(context, scope, trainable);
  if ((argument !== undefined && given === undefined) || isTrainable === undefined) return undefined;
  const span = argument?.value.span ?? call.callee.span;
  const wanted = given ?? component ?? call.callee.text;
  const claim = context.names.claim(scope.path, wanted, span, given !== undefined);
  if ("takenBy" in claim) {
    reportTaken(context, joinPath(scope.path, wanted), span, claim.takenBy);
    return undefined;
  }
  const { frozen } = context;
  context.frozen ||= !isTrainable;
  const result = run(claim.path);
  context.frozen = frozen;
  context.names.release(claim);
  return result;
}

/** The argument's value; true where it is not given, undefined where it is wrong, which is then reported. */
export function readTrainable(context: Context, scope: Scope, argument: Argument | undefined): boolean | undefined {
  if (argument === undefined) return true;
  const spec = { name: "trainable", kind: "bool", doc: "" } as const;
  return readAttribute(context, scope, spec, argument.value) as boolean | undefined;
}

export function reportTaken(context: Context, path: string, span: Span, takenBy: Span): void {
  report(context, "duplicate-name", `the name ${path} is taken`, span, {
    related: [{ span: takenBy, text: "its parameters have this name" }],
  });
}

function explicitName(context: Context, scope: Scope, { value: expression }: Argument): string | undefined {
  const value = evaluate(context, scope, expression);
  if (value.kind === "error") return undefined;
  if (value.kind === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value.value)) return value.value;
  const wrong = value.kind === "string" ? "of letters, digits and _ that does not start with a digit" : "in quotes";
  report(context, "bad-attribute", `name must be a string ${wrong}`, expression.span);
  return undefined;
}

function layerScope(context: Context, path: string, site: Site): LayerScope {
  return {
    b: context.b,
    parameter: (name, type, initializer, groups) =>
      makeParameter(context, { name: joinPath(path, name), type, initializer, groups }, site),
    state(name, type, initial) {
      const full = joinPath(path, name);
      fitsMemory(context, type, site.callee, full);
      context.names.use(full);
      checkReserved(context, full, site.span);
      const node = context.b.leaf("state", full, type, { kind: "statistic", initial });
      context.states.push(node);
      return node;
    },
    random: () => ({ seed: counter(context, SEED), step: counter(context, STEP), site: context.randomSites++ }),
    step: () => counter(context, STEP),
    initializer: (name) => ({ op: opNamed(name), attrs: {} }),
  };
}

/** A counter of training that the model itself reads: the same leaf for all. */
function counter(context: Context, name: string): Node {
  const known = context.states.find((state) => state.name === name);
  if (known !== undefined) return known;
  const node = context.b.leaf("state", name, i32(), { kind: "counter", initial: 0 });
  context.states.push(node);
  return node;
}

/** Names that training gives to its own states in a checkpoint. */
export function checkReserved(context: Context, name: string, span: Span): void {
  const taken = name === STEP || name === SEED || /^(optimizer|average|counter)\./.test(name);
  if (!taken) return;
  const help = "choose another name: step, seed, optimizer.…, average.… and counter.… are those of training";
  report(context, "reserved-name", `${name} would be a name that training uses`, span, { help });
}

interface NewParameter {
  readonly name: string;
  readonly type: TensorType;
  readonly initializer: InitializerUse;
  readonly groups?: number | undefined;
}

/** A new parameter of the graph; one whose initializer doesn't fit is reported, but made all the same. */
export function makeParameter(context: Context, { name, type, initializer, groups }: NewParameter, site: Site): Node {
  const { op, attrs } = initializer;
  if (op.initializer === undefined || !isStatic(type.shape)) throw new InternalError(`parameter ${name} cannot start`);
  fitsMemory(context, type, site.callee, name);
  const derived = op.initializer(type.shape, attrs, { readTensor: context.readTensor, groups });
  if (isError(derived)) reportSignature(context, derived, [], site);
  const start = { ...attrs, ...(isError(derived) ? {} : derived) };
  const node = context.b.leaf("parameter", name, type, {
    initializer: op.name,
    site: context.parameters.length,
    ...(context.frozen ? { trainable: false } : {}),
    ...start,
  });
  context.names.use(name);
  checkReserved(context, name, site.span);
  context.parameters.push(node);
  return node;
}
