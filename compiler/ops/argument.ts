import { defineLeaf } from "./define.ts";

export const argument = defineLeaf(
  "argument",
  "A number given to an entry point: `batch_size` and `rate_scale` (f32[]), `seed` (i32[]).",
);
