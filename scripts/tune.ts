/**
 * `npm run tune`: measures product tiles through the compiler's own generator, as shares of this machine's limit of fused
 * multiply-adds in 128 bits, taken beside each measurement. With `--write`, the best of each level and all measurements become
 * compiler/5-emit/tiles.json, from which the compiler takes its tiles; with `--used` only the compiler's own are measured.
 *
 * `baseline` is measured without and with V8's flag --experimental-wasm-revectorize, as it must be fast under both; `wide` is
 * made for the flag.
 */
import { renameSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { productKernel } from "../compiler/5-emit/contraction.ts";
import { indent } from "../compiler/5-emit/kernel-text.ts";
import { SIMD_LEVELS, type SimdLevel } from "../compiler/5-emit/manifest.ts";
import { TILES, type Tile } from "../compiler/5-emit/tiles.ts";
import { runAsc } from "../compiler/6-assemble/asc.ts";
import { type LimitMeter, median, newLimitMeter, timed, warmUp } from "../compiler/bench/limits.ts";
import { readOptions } from "./read-options.ts";
import { AT, CASES, errorOf, fill, runLines } from "./tune-cases.ts";
import { describeTiles, type Measured, ranking } from "./tune-score.ts";

const FLAG = "--experimental-wasm-revectorize";
const ROUNDS = 15;
/** Milliseconds of a sample. */
const SAMPLE_MS = 0.4;
const TOLERANCE = 1e-5;

interface Candidate {
  readonly level: SimdLevel;
  readonly tiles: readonly Tile[];
}

/** Tables whose tallest tile fits V8's 15 registers and has sums enough, with each way to end it. */
function candidates(level: SimdLevel): Candidate[] {
  const width = level === "wide" ? 2 : 1;
  const found: Tile[][] = [];
  for (const vectors of [2, 4]) {
    for (let rows = 2; rows <= 8; rows++) {
      const sums = (rows * vectors) / width;
      const registers = sums + vectors / width + (level === "baseline" ? 2 : 1);
      if (sums < 8 || registers > 15) continue;
      const tall = { rows, vectors };
      const half = { rows: rows - 2, vectors };
      const pair = { rows: 2, vectors: 4 };
      for (const middle of [[], [half], [pair]]) {
        if (middle[0] !== undefined && (middle[0].rows < 2 || (middle[0] === pair && rows === 2))) continue;
        const single = { rows: 1, vectors: 4 };
        found.push([tall, ...middle, single]);
        if (level !== "baseline") found.push([tall, ...middle, { ...single, apart: true }]);
      }
    }
  }
  const all = found.map((tiles) => ({ level, tiles }));
  return all.filter(
    (one, i) => all.findIndex((other) => describeTiles(other.tiles) === describeTiles(one.tiles)) === i,
  );
}

interface Contestant {
  readonly candidate: Candidate;
  readonly runs: readonly (() => void)[];
  readonly shares: number[][];
}

/** A module with every case; undefined where a result is wrong. */
async function contestant(candidate: Candidate, flag: boolean): Promise<Contestant> {
  const source = CASES.flatMap((test, i) => {
    const { params, lines } = productKernel(test.call, candidate.level, () => 4, candidate.tiles);
    const kernel = [`function kernel_${i}(${params.join(", ")}): void {`, ...indent(lines), "}"];
    return [...kernel, `export function case_${i}(): void {`, ...indent(runLines(test, `kernel_${i}`)), "}"];
  });
  // V8 keeps the code of equal bytes, whatever the flags.
  const text = [...source, `export function flag(): i32 { return ${Number(flag)}; }`].join("\n");
  const binary = await runAsc({ source: text, simd: candidate.level, memoryPages: AT.pages, runtime: new Map() });
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>);
  const memory = new Float32Array((instance.exports.memory as WebAssembly.Memory).buffer);
  const runs = CASES.map((_, i) => instance.exports[`case_${i}`] as () => void);
  const check = (when: string) => {
    for (const [i, test] of CASES.entries()) {
      fill(memory);
      runs[i]!();
      const error = errorOf(test, memory);
      if (!(error <= TOLERANCE))
        throw new Error(`${describeTiles(candidate.tiles)}: ${test.name} is off by ${error} ${when}`);
    }
  };
  check("at first");
  await warmUp(() => {
    for (const run of runs) run();
  }, 150);
  check("when optimised");
  return { candidate, runs, shares: CASES.map(() => []) };
}

async function measure(list: readonly Candidate[], flag: boolean, limit: LimitMeter): Promise<Measured[]> {
  const contestants: Contestant[] = [];
  for (const candidate of list) {
    contestants.push(await contestant(candidate, flag));
    process.stderr.write(".");
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { runs, shares } of contestants) {
      for (const [i, { rows, depth, panels }] of CASES.entries()) {
        const flops = 2 * rows * depth * panels * 16;
        const times = Math.max(1, Math.round((SAMPLE_MS * 40e6) / flops));
        const run = runs[i]!;
        run();
        const ms = timed(() => {
          for (let n = 0; n < times; n++) run();
        });
        shares[i]!.push((flops * times) / ms / 1e6 / limit.sample());
      }
    }
    process.stderr.write("-");
  }
  process.stderr.write("\n");
  return contestants.map(({ candidate: { level, tiles }, shares }) => ({
    level,
    flag,
    tiles: describeTiles(tiles),
    shares: Object.fromEntries(CASES.map(({ name }, i) => [name, Number(median(shares[i]!).toFixed(3))])),
  }));
}

const off = { type: "boolean", default: false } as const;
const { values } = readOptions({ options: { used: off, write: off } });
if (values.used && values.write) {
  console.error("--write needs the measurements that --used leaves out");
  process.exit(2);
}
const of = (level: SimdLevel) => (values.used ? [{ level, tiles: TILES[level] }] : candidates(level));
const limit = await newLimitMeter("relaxed", []);
const measured = await measure([...of("baseline"), ...of("relaxed")], false, limit);
setFlagsFromString(FLAG);
measured.push(...(await measure([...of("baseline"), ...of("wide")], true, limit)));

const best: Partial<Record<SimdLevel, readonly Tile[]>> = {};
for (const level of SIMD_LEVELS) {
  const ranked = ranking(measured, level);
  const cases = CASES.map(({ name }) => name);
  console.log([level.padEnd(26), "mean ", ...cases].join("  "));
  for (const { tiles, mean } of ranked) {
    for (const one of measured.filter((one) => one.level === level && one.tiles === tiles)) {
      const shares = Object.entries(one.shares).map(([name, share]) => share.toFixed(2).padStart(name.length));
      console.log([tiles.padEnd(26), mean.toFixed(3), ...shares, one.flag ? FLAG : ""].join("  ").trimEnd());
    }
  }
  best[level] = of(level).find(({ tiles }) => describeTiles(tiles) === ranked[0]!.tiles)!.tiles;
  console.log(`the compiler uses ${describeTiles(TILES[level])}; best here: ${ranked[0]!.tiles}\n`);
}
if (values.write) {
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    platform: `${process.platform} ${process.arch}`,
  };
  const engine = { node: process.versions.node, v8: process.versions.v8, date: new Date().toISOString().slice(0, 10) };
  const gflops = Number(limit.limits().gflops.toFixed(1));
  const file = fileURLToPath(new URL("../compiler/5-emit/tiles.json", import.meta.url));
  const text = JSON.stringify({ tiles: best, machine: { ...machine, ...engine, limit: gflops }, measured }, null, 2);
  writeFileSync(`${file}.new`, `${text}\n`);
  renameSync(`${file}.new`, file);
}
