import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateFill, INITIALIZER_ATTRS, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const zeros = defineOp({
  name: "zeros",
  doc: "Initializer: 0 everywhere.",
  operands: [SEED],
  attrs: INITIALIZER_ATTRS,
  infer: inferInitializer,
  evaluate: evaluateFill(() => 0),
  gradient: "none",
  lower: initializerKernel("fill", () => [{ f32: 0 }]),
  initializer: () => ({}),
  examples: [
    { types: [i32()], attrs: { shape: [5, 21], site: 0 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [7], site: 1 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [], site: 2 }, data: ["seed"] },
  ],
});
