/**
 * Plan → text, which parse-plan.ts reads back: `print(parse(text)) === text`.
 *
 *     plan digits
 *     max_batch 128
 *     memory_bytes 98304
 *
 *     buffers {
 *       // name          role       type             layout  offset  bytes
 *       hidden.weight    parameter  f32[64, 32]      panels   65600   8192
 *       train/hidden     temporary  f32[batch, 32]   panels   73792  16384
 *     }
 *
 *     entry train {
 *       panels 2 {
 *         // hidden = relu(matmul) : f32[batch, 32]
 *         product [batch, 32] {
 *           %0 = sum a input/x by rows, b hidden.weight, depth 64
 *           %1 = relu(%0)
 *           store train/hidden = %1
 *         }
 *       }
 *     }
 *
 * A group's calls stand in `panels n { … }`, or in `once { … }`. With `threads n`, groups that threads share are
 * `panels n split by panels { … }` or `… split by rows { … }`, in entries that are `shared from` a certain batch. In a call, `%n` are the values of its body: operands
 * with how they are read (where by segment, the call says of how many rows one is), in a product the sum, then the steps. `local` is a buffer of one panel at a time.
 */
import { printAttrs, printName, printNumber } from "../ir/print.ts";
import { formatDim, formatType } from "../ir/type.ts";
import type { KernelSize } from "../ops/definition/lowering.ts";
import {
  type Body,
  type Buffer,
  type Call,
  type Group,
  hasSum,
  type Plan,
  type ProductCall,
  type WinogradCall,
} from "./plan.ts";

export function printPlan(plan: Plan): string {
  const lines = [
    `plan ${printName(plan.name)}`,
    `max_batch ${plan.maxBatch}`,
    ...(plan.threads > 1 ? [`threads ${plan.threads}`] : []),
    `memory_bytes ${plan.memoryBytes}`,
    "",
    "buffers {",
    ...indented(printBuffers(plan.buffers)),
    "}",
    ...plan.entries.flatMap(({ entry, groups, sharedFrom }) => [
      "",
      `entry ${entry} ${sharedFrom === undefined ? "" : `shared from ${sharedFrom} `}{`,
      ...indented(groups.flatMap(printGroup)),
      "}",
    ]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** A table: texts to the left of their columns, numbers to the right. */
function printBuffers(buffers: readonly Buffer[]): string[] {
  const rows = buffers.map((buffer) => [
    printBufferName(buffer.name),
    buffer.role,
    formatType(buffer.type),
    buffer.panelLocal ? `${buffer.layout} local` : buffer.layout,
    String(buffer.offset),
    String(buffer.bytes),
  ]);
  const table = [["// name", "role", "type", "layout", "offset", "bytes"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const printed = table.map((row) =>
    row.map((cell, column) => (column < 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  "),
  );
  return printed.map((line, i) => line + printNotes(buffers[i - 1]));
}

function printNotes(buffer: Buffer | undefined): string {
  const next = buffer?.inPlaceOf === undefined ? "" : `  in place of ${printBufferName(buffer.inPlaceOf)}`;
  const lane = buffer?.partOf?.lane === undefined ? "" : ` lane ${buffer.partOf.lane}`;
  const part =
    buffer?.partOf && `  part of ${printBufferName(buffer.partOf.buffer)} from panel ${buffer.partOf.panel}${lane}`;
  return (
    next + (part ?? "") + (buffer?.values === undefined ? "" : `  = [${buffer.values.map(printNumber).join(", ")}]`)
  );
}

function printBufferName(name: string): string {
  return /^[A-Za-z_][\w.]*(?:\/[\w.]+)*'*$/.test(name) ? name : JSON.stringify(name);
}

function printGroup({ panels, calls, split }: Group): string[] {
  const head = (panels === 1 ? "once" : `panels ${panels}`) + (split === undefined ? "" : ` split by ${split}`);
  return [`${head} {`, ...indented(calls.flatMap(printCall)), "}"];
}

function printCall(call: Call): string[] {
  const comment = call.comment.map((line) => `// ${line}`);
  if (call.kind === "kernel") {
    const operands = call.operands.map(printBufferName).join(", ");
    const results = call.results.map(printBufferName).join(", ");
    const sizes = call.sizes.map(printSize).join(", ");
    return [...comment, `${results} = kernel ${call.kernel}(${operands}) [${sizes}]`];
  }
  const lines = [
    ...call.body.operands.map(({ buffer, access }, i) => `%${i} = ${access} ${printBufferName(buffer)}`),
    ...(hasSum(call) ? [`%${call.body.operands.length} = ${printSum(call)}`] : []),
    ...printSteps(call.body, hasSum(call) ? 1 : 0),
    ...printResults(call),
  ];
  const space = `[${formatDim(call.rows)}, ${formatDim(call.columns)}]`;
  const segments = call.segment === undefined ? "" : ` segments of ${call.segment}`;
  return [...comment, `${call.kind} ${space}${segments} {`, ...indented(lines), "}"];
}

function printSize(size: KernelSize): string {
  return typeof size === "object" && "f32" in size ? `f32 ${printNumber(size.f32)}` : formatDim(size);
}

function printSum(call: ProductCall | WinogradCall): string {
  return call.kind === "product" ? printProduct(call) : printFiltering(call);
}

function printFiltering({ x, b, images, image, channels, places, gradient, block, scratch }: WinogradCall): string {
  const origin = gradient && { dy_image: gradient.image, origin: gradient.origin };
  const sizes = printAttrs({ image, channels, places, ...origin });
  const buffers = `x ${printBufferName(x)}, b ${printBufferName(b)}, block ${block}, scratch ${printBufferName(scratch)}`;
  return `filter ${buffers}, images ${formatDim(images)}${sizes}`;
}

function printProduct({ a, aAccess, window, b, initial, partial, depth }: ProductCall): string {
  const start = initial === undefined ? "" : `, initial ${printBufferName(initial)}`;
  const between = partial === undefined ? "" : `, partial ${printBufferName(partial)}`;
  const through = window === undefined ? "" : ` of window${printAttrs({ ...window })}`;
  return `sum a ${printBufferName(a)} by ${aAccess}${through}, b ${printBufferName(b)}, depth ${formatDim(depth)}${start}${between}`;
}

function printSteps({ operands, steps }: Body, given: number): string[] {
  return steps.map(({ op, attrs, args }, i) => {
    const operandList = args.length === 0 ? "" : `(${printValues(args)})`;
    return `%${operands.length + given + i} = ${op}${operandList}${printAttrs(attrs)}`;
  });
}

function printResults(call: Exclude<Call, { kind: "kernel" }>): string[] {
  if (call.kind === "product" || call.kind === "winograd" || call.kind === "map") {
    return call.stores.map(({ value, buffer, border }) => {
      const inside = border === undefined ? "" : ` in border${printAttrs({ ...border })}`;
      return `store ${printBufferName(buffer)} = %${value}${inside}`;
    });
  }
  return call.reductions.map(
    ({ op, attrs, args, buffer }) =>
      `store ${printBufferName(buffer)} = ${op}(${printValues(args)})${printAttrs(attrs)}`,
  );
}

function printValues(values: readonly number[]): string {
  return values.map((value) => `%${value}`).join(", ");
}
