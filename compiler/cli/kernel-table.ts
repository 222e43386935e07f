/** A plan's kernel calls → the table of `inlay inspect --kernels`: what each does, and what of the machine's limit is in its reach. */

import { costOf } from "../4-plan/cost-of-call.ts";
import type { Call, Plan } from "../4-plan/plan.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { type Limits, reachableShare } from "../bench/roofline.ts";
import { formatDim, productOf } from "../ir/type.ts";
import { grouped } from "./measures.ts";
import { newTable } from "./table.ts";

/** A table an entry point. */
export function kernelTables({ entries, buffers: all, maxBatch }: Plan, limits: Limits): string {
  const buffers = new Map(all.map((buffer) => [buffer.name, buffer]));
  const tables = entries.map(({ entry, groups }) => {
    const table = newTable(["panels", "kernel", "computes", "size", "FLOPs", "bytes", "reach"], 3);
    for (const { panels, calls } of groups) {
      for (const [index, call] of calls.entries()) {
        const cost = costOf(call, buffers, maxBatch);
        const name = kernelName(call);
        const share = cost.flops === 0 ? "" : percent(reachableShare(cost, limits));
        const direct = cost.directFlops === undefined ? "" : ` (${grouped(cost.directFlops)})`;
        const numbers = [`${grouped(cost.flops)}${direct}`, grouped(cost.bytes), share];
        table.push([index === 0 ? panels : "", name, call.comment.join("\n"), kernelSize(call), ...numbers]);
      }
    }
    return `${entry}\n${table}`;
  });
  return tables.join("\n\n");
}

export function kernelName(call: Call): string {
  return call.kind === "kernel" ? call.kernel : call.kind;
}

export function kernelSize(call: Call): string {
  if (call.kind === "kernel") {
    return call.sizes
      .map((size) => (typeof size === "object" && "f32" in size ? String(size.f32) : formatDim(size)))
      .join(", ");
  }
  if (call.kind === "winograd") {
    const { channels, columns, gradient } = call;
    const places = productOf([call.images, ...call.places]);
    const sides = gradient === undefined ? [places, 9 * channels] : [9 * channels, places];
    return [...sides, columns].map(formatDim).join(" × ");
  }
  const dims = call.kind === "product" ? [call.rows, call.depth, call.columns] : [call.rows, call.columns];
  return dims.map(formatDim).join(" × ");
}

/** Three digits at most: `0.31 %`, `4.2 %`, `87 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 9.95 ? value.toFixed(0) : value.toPrecision(2)} %`;
}

/** `limits at baseline (…): 65 GFLOP/s; GB/s of loads: 127 within 16 KiB, …` */
export function limitsLine(level: SimdLevel, whose: string, { gflops, loads }: Limits): string {
  const rates = loads.map(({ workingSet, gbps }) => `${gbps.toFixed(0)} within ${sizeText(workingSet)}`);
  return `limits at ${level} (${whose}): ${gflops.toFixed(0)} GFLOP/s; GB/s of loads: ${rates.join(", ")}`;
}

function sizeText(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes / 1024} KiB` : `${bytes / 2 ** 20} MiB`;
}
