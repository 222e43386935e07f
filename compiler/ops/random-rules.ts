/** What operators share that draw new random numbers in every step. */
import { formatType, type TensorType } from "../ir/type.ts";
import type { SignatureError } from "./definition/signature.ts";

export const SITE = {
  name: "site",
  kind: "int",
  doc: "the number of this place in the model: each has random bits of its own",
} as const;

export const COUNTERS = [
  { name: "seed", doc: "i32[]: the argument of `init`" },
  { name: "step", doc: "i32[]: the steps done so far" },
] as const;

export function notCounters(op: string, types: readonly TensorType[], first: number): SignatureError | undefined {
  const operand = types.findIndex(({ dtype, shape }, i) => i >= first && (dtype !== "i32" || shape.length > 0));
  if (operand < 0) return undefined;
  return { code: "type-mismatch", error: `${op} expects i32[], got ${formatType(types[operand]!)}`, operand };
}
