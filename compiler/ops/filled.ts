import { i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { evaluateFill, INITIALIZER_ATTRS, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const filled = defineOp({
  name: "filled",
  doc: "Initializer: the same number everywhere.",
  operands: [SEED],
  attrs: [...INITIALIZER_ATTRS, { name: "value", kind: "float", doc: "the number" }],
  infer: inferInitializer,
  evaluate: evaluateFill((attrs) => attrs.value as number),
  gradient: "none",
  lower: initializerKernel("fill", (attrs) => [{ f32: attrs.value as number }]),
  initializer: () => ({}),
  examples: [
    { types: [i32()], attrs: { shape: [5, 21], site: 0, value: 0.5 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [], site: 2, value: -3 }, data: ["seed"] },
  ],
});
