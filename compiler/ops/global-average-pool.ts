import { defineLayer } from "./define.ts";
import { expandGlobalPool } from "./pool-rules.ts";

export const globalAveragePool = defineLayer({
  name: "global_average_pool",
  doc: "The mean of each channel over a whole image: f32[batch, height, width, channels] becomes f32[batch, channels].",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels] or f32[batch, length, channels]" }],
  attrs: [],
  expand: ({ b }, [x]) => expandGlobalPool(b, "global_average_pool", "reduce_mean", x!),
});
