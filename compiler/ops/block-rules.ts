/** What space_to_depth and depth_to_space share: the columns of blocks and the rows within them change places. */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";
import { type Dim, productOf } from "../ir/type.ts";
import type { AttrSpec } from "./definition/signature.ts";

export const BLOCK: AttrSpec = {
  name: "block_size",
  kind: "int",
  doc: "height and width of a block, in pixels",
  check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
};

/** An image seen as [batch · rows, p, q, rest]: p and q swap. */
export function swapMiddle(b: Builder, x: Node, rows: number, [p, q]: readonly [number, number], rest: number): Node {
  const lead = productOf([x.type.shape[0] as Dim, rows]);
  return b.op("transpose", [b.reshape(x, [lead, p, q, rest])], { permutation: [0, 2, 1, 3] });
}
