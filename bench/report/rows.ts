/** What the commands measure, as plain rows: `--json` prints them, results/ stores them, docs/performance.md shows them. */

/** A contestant beside Inlay at one level, in one interleaved run. */
export interface SpeedRow {
  /** `seed infer B=128`, `seed step B=128`. */
  readonly name: string;
  readonly peer: string;
  readonly level: string;
  /** Milliseconds a call: the peer's, and Inlay's at this level. */
  readonly ms: number;
  readonly inlay_ms: number;
  /** How many times as fast Inlay is. */
  readonly speedup: number;
}

/** A fresh process from its start to the end, after the first result. */
export interface StartRow {
  readonly name: string;
  readonly ms: number;
  /** Beyond the same runtime (Node or Python) that does nothing. */
  readonly over_bare_ms: number;
  readonly peak_mib: number;
}

/** All that a page fetches to predict. */
export interface DownloadRow {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gib: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
  /** Versions, and what else bears on the numbers. */
  readonly notes: readonly string[];
}

export interface PeersResult {
  readonly machine: Machine;
  readonly speed: readonly SpeedRow[];
  readonly start: readonly StartRow[];
  readonly downloads: readonly DownloadRow[];
}

/** A kernel or a model of Inlay's at one level, against what the machine could do. */
export interface KernelRow {
  readonly name: string;
  readonly level: string;
  readonly ms: number;
  /** What is reckoned: arithmetic, or, where the loads bind, bytes. */
  readonly gflops?: number;
  readonly gbps?: number;
  /** In the same unit, measured in the same run. */
  readonly limit: number;
  readonly ratio: number;
}

export interface LimitRow {
  readonly name: string;
  readonly gflops?: number;
  readonly gbps?: number;
}

/** Something about Inlay's output that is no speed. */
export interface FactRow {
  readonly name: string;
  readonly level: string;
  readonly value: number;
  readonly unit: "bytes" | "%";
}

export interface BenchResult {
  readonly machine: Machine;
  readonly limits: readonly LimitRow[];
  readonly kernels: readonly KernelRow[];
  readonly facts: readonly FactRow[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Rows of every peer against every level of Inlay's; `times` are medians by contestant. */
export function speedRows(name: string, times: ReadonlyMap<string, number>, levels: readonly string[]): SpeedRow[] {
  const here = levels.filter((level) => times.has(level));
  const peers = [...times.keys()].filter((peer) => !levels.includes(peer));
  return peers.flatMap((peer) =>
    here.map((level) => {
      const [ms, inlay_ms] = [times.get(peer)!, times.get(level)!];
      return { name, peer, level, ms, inlay_ms, speedup: ms / inlay_ms };
    }),
  );
}

/** Times by case and contestant, Inlay's levels first; what the speed rows were made of. */
export function timesByCase(rows: readonly SpeedRow[]): Map<string, Map<string, number>> {
  const cases = new Map<string, Map<string, number>>();
  const put = (name: string, contestant: string, ms: number) => {
    if (!cases.has(name)) cases.set(name, new Map());
    cases.get(name)!.set(contestant, ms);
  };
  for (const { name, level, inlay_ms } of rows) put(name, level, inlay_ms);
  for (const { name, peer, ms } of rows) put(name, peer, ms);
  return cases;
}

/** Rows of an earlier run stay where this one did not measure: what has the same `name` is replaced as a whole. */
export function mergeRows<Row extends { readonly name: string }>(before: readonly Row[], now: readonly Row[]): Row[] {
  const names = new Set(now.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...now];
}

export interface Move {
  readonly name: string;
  readonly before: number;
  readonly now: number;
}

/** What moved by more than `threshold` (a share) between two runs. */
export function moves(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  threshold: number,
): Move[] {
  return [...now]
    .filter(([name]) => before.has(name))
    .map(([name, value]) => ({ name, before: before.get(name)!, now: value }))
    .filter((move) => Math.abs(move.now / move.before - 1) > threshold);
}
