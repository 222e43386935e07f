/** The bars that the project sets itself against its peers, and what a run says to them. */
import type { PeersResult, SpeedRow } from "./rows.ts";
import { table } from "./tables.ts";

export interface Bar {
  /** The row's name. */
  readonly name: string;
  readonly peer: string;
  readonly level: string;
  /** The least speed-up. */
  readonly least: number;
}

const WIDE = "wide+flag";

export const BARS: readonly Bar[] = [
  { name: "seed infer B=1", peer: "onnxruntime-web", level: "baseline", least: 2 },
  { name: "seed infer B=1", peer: "onnxruntime-node", level: "baseline", least: 1.5 },
  { name: "seed infer B=128", peer: "tfjs-core", level: "baseline", least: 1.35 },
  { name: "seed infer B=128", peer: "tfjs-core", level: WIDE, least: 2.5 },
  { name: "seed step B=128", peer: "jax-js", level: "baseline", least: 2.2 },
  { name: "seed step B=128", peer: "tfjs-layers", level: "baseline", least: 10 },
  { name: "seed step B=128", peer: "pytorch", level: WIDE, least: 1 / 0.95 },
  { name: "resnet20 infer B=1", peer: "tfjs-core", level: "relaxed", least: 3.4 },
  { name: "resnet20 infer B=1", peer: "onnxruntime-web", level: "relaxed", least: 4 },
  { name: "resnet20 infer B=1", peer: "tfjs-core", level: "baseline", least: 3.1 },
  { name: "resnet20 infer B=1", peer: "onnxruntime-node", level: WIDE, least: 1 },
  { name: "resnet20 step B=32", peer: "pytorch", level: "relaxed", least: 0.9 },
  { name: "mobilenet-v2 infer B=1", peer: "tfjs-core", level: "relaxed", least: 1.5 },
];

/** Milliseconds of start-up over bare Node, at most. */
export const START_BAR = 25;

/** The row that a bar is about. */
export function rowOf({ name, peer, level }: Bar, speed: readonly SpeedRow[]): SpeedRow | undefined {
  return speed.find((row) => row.name === name && row.peer === peer && row.level === level);
}

export function barTable({ speed, start }: Pick<PeersResult, "speed" | "start">, bars = BARS): string {
  const rows = bars.map((bar) => {
    const speedup = rowOf(bar, speed)?.speedup;
    const measured = speedup === undefined ? "not measured" : `${speedup.toFixed(2)} ×`;
    return [
      `${bar.name}, ${bar.level}, against ${bar.peer}`,
      `≥ ${bar.least.toFixed(2)} ×`,
      measured,
      speedup === undefined ? "–" : verdict(speedup >= bar.least),
    ];
  });
  const first = start.find(({ name }) => name.startsWith("Inlay"));
  if (first !== undefined) {
    rows.push([
      "start-up to the first result, over bare Node",
      `≤ ${START_BAR} ms`,
      `${first.over_bare_ms.toFixed(1)} ms`,
      verdict(first.over_bare_ms <= START_BAR),
    ]);
  }
  return table(["bar", "asked", "measured", "met"], rows);
}

function verdict(met: boolean): string {
  return met ? "yes" : "no";
}
