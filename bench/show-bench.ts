/** A run of `npm run bench` → text for the terminal, and its section in docs/performance.md. */
import type { Limits } from "../compiler/bench/roofline.ts";
import { writeSection } from "./report/document.ts";
import type { BenchResult, LimitRow } from "./report/rows.ts";
import { factTable, kernelTable, limitTable, machineLine } from "./report/tables.ts";

const DOCUMENT = new URL("../docs/performance.md", import.meta.url);

/** What the loops at each level are. */
const CHAINS: Readonly<Record<string, string>> = {
  baseline: "multiply, then add, 128 bits",
  "baseline+flag": "the same under the flag, single chains",
  relaxed: "multiply-add, 128 bits: the yardstick",
  "wide+flag": "multiply-add, 256 bits, under the flag",
};

export function limitRows(limits: ReadonlyMap<string, Limits>, two: number | undefined): LimitRow[] {
  const chains = [...limits].map(([level, { gflops }]) => ({ name: CHAINS[level] ?? level, gflops }));
  const loads = [...limits]
    .filter(([level]) => level === "relaxed" || level === "wide+flag")
    .flatMap(([level, { loads }]) =>
      loads.map(({ workingSet, gbps }) => ({
        name: `loads of ${level === "relaxed" ? 128 : 256} bits from ${workingSet / 1024} KiB`,
        gbps,
      })),
    );
  const threads = two === undefined ? [] : [{ name: "multiply-add, 128 bits, on two threads together", gflops: two }];
  return [...chains, ...threads, ...loads];
}

export function showBench(result: BenchResult): string {
  return [
    machineLine(result.machine),
    limitTable(result),
    "GFLOP/s, or GB/s where loads bind, and in brackets the share of the 128-bit limit:",
    kernelTable(result),
    ...(result.facts.length > 0 ? [factTable(result)] : []),
  ].join("\n\n");
}

export async function writeBenchDocument(result: BenchResult): Promise<void> {
  await writeSection(DOCUMENT, "kernels", showBench(result));
}
