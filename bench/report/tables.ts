/** Rows → Markdown tables, for the terminal and for docs/performance.md. */
import {
  type BenchResult,
  type DownloadRow,
  type Machine,
  type PeersResult,
  type StartRow,
  timesByCase,
} from "./rows.ts";

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? "---" : "---:")).join("|")}|`, ...rows.map(line)].join("\n");
}

export function machineLine({ cpu, cores, system, node, date, notes }: Machine): string {
  const own = notes.length === 0 ? "" : ` ${notes.join("; ")}.`;
  return `Measured on ${date}: ${cpu}, ${cores} cores, ${system}, Node ${node}.${own}`;
}

/** A line a case, a column a contestant; the fastest of those that run in a page is bold, natives aside. */
export function speedTable({ speed }: Pick<PeersResult, "speed">, contestants: readonly string[]): string {
  const cases = [...timesByCase(speed)];
  const present = contestants.filter((name) => cases.some(([, times]) => times.has(name)));
  return table(
    ["", ...present],
    cases.map(([name, times]) => [name, ...present.map((contestant) => milliseconds(times.get(contestant)))]),
  );
}

export function speedupTable({ speed }: Pick<PeersResult, "speed">, levels: readonly string[]): string {
  const peers = [...new Set(speed.map(({ peer }) => peer))];
  const names = [...new Set(speed.map(({ name }) => name))];
  const shown = levels.filter((level) => speed.some((row) => row.level === level));
  const rows = names.flatMap((name) =>
    shown.map((level) => [
      `${name}, ${level}`,
      ...peers.map((peer) => {
        const row = speed.find((row) => row.name === name && row.level === level && row.peer === peer);
        return row === undefined ? "–" : `${row.speedup.toFixed(2)} ×`;
      }),
    ]),
  );
  return table(["Inlay is … times as fast as", ...peers], rows);
}

export function startTable(start: readonly StartRow[]): string {
  return table(
    ["start-up to the first result, B=1", "ms", "over the bare runtime", "peak memory"],
    start.map(({ name, ms, over_bare_ms, peak_mib }) => [
      name,
      ms.toFixed(1),
      name.startsWith("bare") ? "–" : `${over_bare_ms.toFixed(1)} ms`,
      peak_mib === 0 ? "–" : `${peak_mib.toFixed(0)} MiB`,
    ]),
  );
}

export function downloadTable(downloads: readonly DownloadRow[]): string {
  return table(
    ["a page fetches, to predict", "bytes", "gzipped"],
    downloads.map(({ name, bytes, gzip }) => [name, grouped(bytes), grouped(gzip)]),
  );
}

export function limitTable({ limits }: Pick<BenchResult, "limits">): string {
  return table(
    ["limit", "rate"],
    limits.map(({ name, gflops, gbps }) => [
      name,
      gflops === undefined ? `${gbps!.toFixed(0)} GB/s` : `${gflops.toFixed(1)} GFLOP/s`,
    ]),
  );
}

/** A line a kernel, a column a level: the rate, and its share of the limit. */
export function kernelTable({ kernels }: Pick<BenchResult, "kernels">): string {
  const levels = [...new Set(kernels.map(({ level }) => level))];
  const names = [...new Set(kernels.map(({ name }) => name))];
  return table(
    ["", ...levels],
    names.map((name) => [
      name,
      ...levels.map((level) => {
        const row = kernels.find((row) => row.name === name && row.level === level);
        if (row === undefined) return "–";
        const rate = row.gflops === undefined ? `${row.gbps!.toFixed(0)} GB/s` : `${row.gflops.toFixed(1)}`;
        return `${rate} (${row.ratio.toFixed(2)})`;
      }),
    ]),
  );
}

/** A line a fact, a column a level. */
export function factTable({ facts }: Pick<BenchResult, "facts">): string {
  const levels = [...new Set(facts.map(({ level }) => level))];
  return table(
    ["", ...levels],
    [...new Set(facts.map(({ name }) => name))].map((name) => [
      name,
      ...levels.map((level) => {
        const row = facts.find((row) => row.name === name && row.level === level);
        if (row === undefined) return "–";
        return row.unit === "%" ? `${row.value.toFixed(1)} %` : `${grouped(row.value)} bytes`;
      }),
    ]),
  );
}

/** Three figures that count, in µs below a millisecond. */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return "–";
  const [value, unit] = ms < 0.9995 ? [ms * 1000, "µs"] : [ms, "ms"];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
