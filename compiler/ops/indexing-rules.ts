/** What gather, embedding and their gradients share: a table whose first axis is indexed, as groups of rows. */
import { formatType, productOf, type Shape, type TensorType } from "../ir/type.ts";
import type { ByTypes, KernelSize, Layout } from "./definition/lowering.ts";
import type { SignatureError } from "./definition/signature.ts";
import { rowsAndColumns } from "./rules.ts";

/** The kernel for a table, or for one of a single axis, which lies in rows. */
export function tableKernel(name: string, rank: (types: readonly TensorType[]) => number): ByTypes<string> {
  return (types) => (rank(types) === 1 ? `${name}_elements` : name);
}

export function tableLayout(rank: number): Layout {
  return rank === 1 ? "rows" : "panels";
}

/** `vocabulary, group, columns, count`; without the middle two for a table of one axis. */
export function tableSizes(table: Shape, indices: Shape): readonly KernelSize[] {
  const [vocabulary, ...rest] = table as readonly number[];
  const [group, columns] = rowsAndColumns(rest);
  return [vocabulary!, ...(rest.length === 0 ? [] : [group, columns]), productOf(indices)];
}

export function notIndices(name: string, types: readonly TensorType[], operand: number): SignatureError | undefined {
  const indices = types[operand]!;
  if (indices.dtype === "i32") return undefined;
  const error = `${name} expects i32 indices, got ${formatType(indices)}`;
  return { code: "type-mismatch", error, operand, help: "convert them with cast(…, dtype: i32)" };
}
