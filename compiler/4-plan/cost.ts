/** An element-wise op → how many simple vector operations it costs: its lowering is asked, on a builder that counts. */
import type { Node } from "../ir/node.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { V, VectorBuilder } from "../support/vector-builder.ts";

/** What a division, a root or a function of runtime-as counts for. */
const SLOW = 8;

export function mapCost({ op, attrs, operands }: Node): number {
  if (op.lower.kind !== "map") throw new InternalError(`${op.name} is not element-wise`);
  let total = 0;
  const value = {} as V;
  const costing = (cost: number) => () => {
    total += cost;
    return value;
  };
  const [free, simple, slow] = [0, 1, SLOW].map(costing) as [() => V, () => V, () => V];
  const counter: VectorBuilder = {
    ...{ constant: free, add: simple, sub: simple, mul: simple, madd: simple, neg: simple, abs: simple, floor: simple },
    ...{ min: simple, max: simple, less: simple, lessEqual: simple, equal: simple, select: simple },
    ...{ div: slow, sqrt: slow, call: slow },
  };
  const args = operands.map(() => value);
  op.lower.map(counter, args, attrs);
  return total;
}
