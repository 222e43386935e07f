import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateFill, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const fill = defineOp({
  name: "fill",
  doc: "One number everywhere: how a state starts.",
  operands: [SEED],
  attrs: [
    { name: "shape", kind: "shape", doc: "the result's shape" },
    { name: "value", kind: "float", doc: "the number" },
  ],
  infer: inferInitializer,
  evaluate: evaluateFill((attrs) => attrs.value as number),
  gradient: "none",
  lower: initializerKernel("fill", (attrs) => [{ f32: attrs.value as number }]),
  internal: true,
  examples: [
    { types: [i32()], attrs: { shape: [5, 21], value: 0.25 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [], value: 1 }, data: ["seed"] },
  ],
});
