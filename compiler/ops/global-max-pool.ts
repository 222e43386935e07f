import { defineLayer } from "./define.ts";
import { expandGlobalPool } from "./pool-rules.ts";

export const globalMaxPool = defineLayer({
  name: "global_max_pool",
  doc: "The largest element of each channel over a whole image: f32[batch, height, width, channels] becomes f32[batch, channels]. Equals share the gradient.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels] or f32[batch, length, channels]" }],
  attrs: [],
  expand: ({ b }, [x]) => expandGlobalPool(b, "global_max_pool", "reduce_max", x!),
});
