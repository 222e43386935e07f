import { f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateElementwise, inferElementwise } from "./rules.ts";

export const maskPositive = defineOp({
  name: "mask_positive",
  doc: "`x` where the gate is greater than 0, else 0: the gradient of relu.",
  operands: [
    { name: "gate", doc: "f32" },
    { name: "x", doc: "f32, broadcasts with gate" },
  ],
  attrs: [],
  infer: inferElementwise("mask_positive"),
  evaluate: evaluateElementwise(([gate, x]) => (gate! > 0 ? x! : 0)),
  gradient: (b, node, dy) => [null, b.op("mask_positive", [node.operands[0]!, dy])],
  lower: { kind: "map", map: (v, [gate, x]) => v.select(v.less(v.constant(0), gate!), x!, v.constant(0)) },
  internal: true,
  examples: [{ types: [f32(5, 7), f32(5, 7)] }],
});
