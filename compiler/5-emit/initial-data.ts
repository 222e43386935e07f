/** Values known at compile time → the bytes of their buffers, in the plan's layout, rounded once to float32. */
import { PANEL, panelsIn, spaceOf } from "../4-plan/layout.ts";
import type { Buffer, Plan } from "../4-plan/plan.ts";
import type { Tensor } from "../ir/tensor.ts";

export interface Segment {
  /** Bytes from the start of memory. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** `values` are parameters and states by name; a plan's constants bring their own. */
export function initialSegments(plan: Plan, values: ReadonlyMap<string, Tensor>): Segment[] {
  return plan.buffers.flatMap((buffer) => {
    if (buffer.inPlaceOf !== undefined) return [];
    const given =
      buffer.values ??
      (buffer.role === "parameter" || buffer.role === "state" ? values.get(buffer.name)?.data : undefined);
    return given === undefined ? [] : [{ offset: buffer.offset, data: bytesFor(buffer, given) }];
  });
}

function bytesFor({ type, layout, bytes }: Buffer, values: ArrayLike<number>): Uint8Array {
  const data = new Uint8Array(bytes);
  if (type.dtype !== "f32") {
    const typed =
      type.dtype === "i32" ? new Int32Array(data.buffer) : type.dtype === "i8" ? new Int8Array(data.buffer) : data;
    for (let i = 0; i < values.length; i++) typed[i] = values[i]!;
    return data;
  }
  const floats = new Float32Array(data.buffer);
  const { rows, columns } = spaceOf(type.shape) as { rows: number; columns: number };
  if (layout === "rows" || rows === 1) {
    for (let i = 0; i < values.length; i++) floats[i] = values[i]!;
    return data;
  }
  for (let panel = 0; panel < panelsIn(columns); panel++) {
    for (let row = 0; row < rows; row++) {
      const width = Math.min(PANEL, columns - panel * PANEL);
      for (let lane = 0; lane < width; lane++) {
        floats[(panel * rows + row) * PANEL + lane] = values[row * columns + panel * PANEL + lane]!;
      }
    }
  }
  return data;
}
