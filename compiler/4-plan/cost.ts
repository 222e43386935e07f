/** An element-wise op → how many simple vector operations it costs: its lowering is asked, on a builder that counts. */
import type { Node } from "../ir/node.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { V, VectorBuilder } from "../support/vector-builder.ts";

/** What each kind of operation counts for. */
export interface Weights {
  readonly simple: number;
  readonly madd: number;
  /** A division or a root. */
  readonly slow: number;
  /** A function of runtime-as. */
  readonly call: number;
}

const TIME: Weights = { simple: 1, madd: 1, slow: 8, call: 8 };

export function mapCost({ op, attrs, operands }: Node): number {
  if (op.lower.kind !== "map") throw new InternalError(`${op.name} is not element-wise`);
  const { builder, total } = counting(TIME);
  const args = operands.map(() => ({}) as V);
  op.lower.map(builder, args, attrs);
  return total();
}

/** A builder that adds up the weights of what is built. */
export function counting(weights: Weights): { readonly builder: VectorBuilder; readonly total: () => number } {
  let total = 0;
  const value = {} as V;
  const costing = (cost: number) => () => {
    total += cost;
    return value;
  };
  const simple = costing(weights.simple);
  const slow = costing(weights.slow);
  const builder: VectorBuilder = {
    ...{ constant: costing(0), add: simple, sub: simple, mul: simple, madd: costing(weights.madd), neg: simple },
    ...{ abs: simple, floor: simple, min: simple, max: simple, less: simple, lessEqual: simple, equal: simple },
    ...{ select: simple, div: slow, sqrt: slow, call: costing(weights.call) },
  };
  return { builder, total: () => total };
}
