/** Tensors → whether a module could hold them: a first bound, long before memory is planned. */
import { DTYPE_BYTES, formatType, shapeAt, type TensorType } from "../ir/type.ts";
import type { Span } from "../support/span.ts";
import { type Context, report } from "./context.ts";

/** What 32-bit addresses reach. */
const MEMORY_BYTES = 2 ** 32;

/** Whether the module's memory could hold the tensor, for a batch of one; reports it where not. `name`: of a parameter. */
export function fitsMemory(context: Context, type: TensorType, span: Span, name = "a tensor"): boolean {
  const bytes = bytesOf(type);
  if (bytes < MEMORY_BYTES) return true;
  const sum = [...shapeAt(type.shape, 1), `${DTYPE_BYTES[type.dtype]} bytes`].join(" × ");
  report(context, "too-large", `${name} does not fit into the module's memory`, span, {
    label: formatType(type),
    help: `${sum} are ${gibibytes(bytes)} GiB, and a module has ${gibibytes(MEMORY_BYTES)}`,
  });
  return false;
}

/** Reports parameters that fit one by one, but not together. */
export function checkTotal(context: Context): void {
  const sizes = context.parameters.map((node) => ({ node, bytes: bytesOf(node.type) }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total < MEMORY_BYTES || context.errors > 0) return;
  const largest = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most));
  const message = `the parameters do not fit into the module's memory: they take ${gibibytes(total)} GiB of ${gibibytes(MEMORY_BYTES)}`;
  report(context, "too-large", message, largest.node.span, {
    label: `the largest, ${formatType(largest.node.type)}, takes ${gibibytes(largest.bytes)} GiB`,
  });
}

function bytesOf({ dtype, shape }: TensorType): number {
  return shapeAt(shape, 1).reduce((size, dim) => size * dim, DTYPE_BYTES[dtype]);
}

/** `3.7`; beyond counting `3.7e+12`. */
function gibibytes(bytes: number): string {
  const size = bytes / 2 ** 30;
  return size < 1e6 ? String(Number(size.toFixed(1))) : size.toExponential(1);
}
