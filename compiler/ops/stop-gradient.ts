import { BATCH, f32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { notF32 } from "./rules.ts";

export const stopGradient = defineOp({
  name: "stop_gradient",
  doc: "The value of x as a constant: no gradient goes through.",
  operands: [{ name: "x", doc: "f32, any shape", chooses: true }],
  attrs: [],
  infer: (types) => notF32("stop_gradient", types) ?? types[0]!,
  evaluate: ({ operands: [x] }) => x!.data,
  gradient: "none",
  lower: { kind: "view" },
  examples: [{ types: [f32(BATCH, 7)] }, { types: [f32()] }],
});
