import { formatShape } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { INITIALIZER_ATTRS, inferInitializer, SEED } from "./initializer-rules.ts";

export const fromFile = defineOp({
  name: "from_file",
  doc: 'Initializer: a tensor of a safetensors file, read when the model is compiled and stored in the module: `from_file("words.safetensors", "embedding")`. The path counts from the model\'s folder.',
  operands: [SEED],
  attrs: [
    ...INITIALIZER_ATTRS,
    { name: "file", kind: "string", doc: "the file's path" },
    { name: "tensor", kind: "string", doc: "the tensor's name; its shape is the parameter's" },
    { name: "values", kind: "numbers", doc: "the tensor's elements", derived: true },
  ],
  infer: inferInitializer,
  evaluate: ({ attrs }) => attrs.values as readonly number[],
  gradient: "none",
  lower: { kind: "leaf" },
  initializer: (shape, attrs, { readTensor } = {}) => {
    const { file, tensor } = attrs as { readonly file: string; readonly tensor: string };
    const found = readTensor?.(file, tensor) ?? { error: "files cannot be read here" };
    if ("error" in found) return { code: "bad-file", ...found };
    const own = formatShape(shape);
    const given = formatShape(found.shape);
    if (own !== given) return { code: "shape-mismatch", error: `${tensor} in ${file} is ${given}, not ${own}` };
    const bad = Array.from(found.data).find((value) => !Number.isFinite(Math.fround(value)));
    if (bad !== undefined) return { code: "bad-file", error: `${tensor} in ${file} holds ${bad}` };
    return { values: Array.from(found.data) };
  },
  // Known when compiling: a constant that init copies.
  specialize: (b, { attrs, type }) => {
    const values = attrs.values as readonly number[];
    return { value: { ...b.constant(0), attrs: { values }, type }, updates: [] };
  },
  examples: [],
});
