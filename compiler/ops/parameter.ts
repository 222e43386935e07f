import { defineLeaf } from "./define.ts";

export const parameter = defineLeaf("parameter", "A trainable tensor; the optimizer updates it.");
