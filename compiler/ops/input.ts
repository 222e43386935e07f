import { defineLeaf } from "./define.ts";

export const input = defineLeaf("input", "A tensor that the caller writes before an entry point runs.");
