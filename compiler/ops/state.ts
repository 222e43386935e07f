import { defineLeaf } from "./define.ts";

export const state = defineLeaf(
  "state",
  "A tensor that only listed updates change: running statistics, optimizer moments, averages, counters.",
);
