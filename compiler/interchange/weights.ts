/** A checkpoint's tensors → values of a model's parameters and states, every one checked by name and shape. */
import type { Node } from "../ir/node.ts";
import type { Tensor } from "../ir/tensor.ts";
import { formatShape } from "../ir/type.ts";
import { UserError } from "../support/diagnostic.ts";

export interface WeightOptions {
  /** Parameters take the values of their averages, where the checkpoint has them. */
  readonly useAverage: boolean;
}

/**
 * Parameters and running statistics must be there. What training adds (optimizer, averages, counters) may be missing as
 * weights from elsewhere lack it: an average then starts as its parameter, the rest at its initial value.
 */
export function bindWeights(
  leaves: { readonly parameters: readonly Node[]; readonly states: readonly Node[] },
  weights: ReadonlyMap<string, Tensor>,
  { useAverage }: WeightOptions,
): Map<string, Tensor> {
  const values = new Map<string, Tensor>();
  const missing: string[] = [];
  const take = (leaf: Node, from: string): boolean => {
    const given = weights.get(from);
    if (given === undefined) return false;
    checkShape(leaf, from, given);
    values.set(leaf.name!, given);
    return true;
  };
  for (const parameter of leaves.parameters) {
    const average = `average.${parameter.name}`;
    if (useAverage && take(parameter, average)) continue;
    if (!take(parameter, parameter.name!)) missing.push(parameter.name!);
  }
  for (const state of leaves.states) {
    if (take(state, state.name!)) continue;
    const { kind, initial, parameter } = state.attrs;
    if (kind === "statistic") missing.push(state.name!);
    else if (kind === "average") take(state, parameter as string);
    else values.set(state.name!, filled(state, initial as number));
  }
  if (missing.length > 0) {
    const shown = missing.slice(0, 3).join(", ");
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
    const has = [...weights.keys()].slice(0, 5).join(", ");
    throw new UserError(
      `the weights lack ${shown}${more}; they have ${has === "" ? "nothing" : `${has}${weights.size > 5 ? ", …" : ""}`}`,
    );
  }
  return values;
}

function checkShape(leaf: Node, name: string, { shape, data }: Tensor): void {
  const { shape: own } = leaf.type;
  const same = own.length === shape.length && own.every((dim, axis) => dim === shape[axis]);
  if (!same)
    throw new UserError(`the weights' ${name} is ${formatShape(shape)}, but the model's is ${formatShape(own)}`);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new UserError(`the weights' ${name} has ${data[bad]} at element ${bad}`);
  if (leaf.op.name !== "state" || !leaf.name!.endsWith("running_var")) return;
  const negative = data.findIndex((value) => value < 0);
  if (negative >= 0)
    throw new UserError(`the weights' ${name}, a variance, is ${data[negative]} at element ${negative}`);
}

function filled(state: Node, value: number): Tensor {
  const shape = state.type.shape as readonly number[];
  return { shape, data: new Float64Array(shape.reduce((size, dim) => size * dim, 1)).fill(value) };
}
