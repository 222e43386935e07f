/**
 * This machine's limits at a SIMD level, on one thread: how fast it multiplies and adds in registers, and how fast it
 * loads from working sets of growing size. Loops that are AssemblyScript as the kernels are, so that what the engine makes
 * of them is the limit of what it can make of kernels.
 *
 *   chains   c = c · x + y in 12 accumulators: enough to hide the latency, and with x and y what fits the registers. Each
 *            step needs the one before, so nothing leaves the loop. At `wide` a chain is two neighbouring vectors, which V8
 *            under --experimental-wasm-revectorize makes one of 256 bits; that flag is the caller's to set, before this.
 *   loads    16 an iteration, summed into 8 accumulators.
 */
import type { SimdLevel } from "../5-emit/manifest.ts";
import { runAsc } from "../6-assemble/asc.ts";
import type { Limits } from "./roofline.ts";

/** A level has limits of its own. */
export type LimitLevel = SimdLevel;

const CHAINS = 12;
/** Of one call: some 150 µs. */
const STEPS = 100_000;
const LOADS = 16;
const SUMS = 8;

const KIB = 1024;
const MIB = 1024 * KIB;
/** Within a first, second and third cache of usual size, and beyond them all. */
const WORKING_SETS = [16 * KIB, 256 * KIB, 4 * MIB, 48 * MIB];
/** What is loaded in one sample, in as many passes as it takes. */
const SAMPLE = 8 * MIB;

/** Ahead of the data: a chain's values, then what the loads add up to. */
const CHAIN_VALUES = 1024;
const SUM_VALUES = 2048;
const DATA = 4096;

/** The chance to measure again and again between other things; the limits are the medians. */
export interface LimitMeter {
  /** Measures all once; gives the GFLOP/s of the chains. */
  sample(): number;
  limits(): Limits;
}

interface Loops {
  chains(at: number, steps: number): void;
  loads(at: number, bytes: number, passes: number, sums: number): void;
  readonly memory: WebAssembly.Memory;
}

/** Compiles the loops and runs them until the engine has optimised them. Without working sets it is arithmetic alone. */
export async function newLimitMeter(level: LimitLevel, workingSets = WORKING_SETS): Promise<LimitMeter> {
  const largest = Math.max(16 * KIB, ...workingSets);
  const binary = await runAsc({
    source: `${chainLoop(level)}\n${loadLoop()}`,
    simd: level === "baseline" ? "baseline" : "relaxed",
    memoryPages: Math.ceil((DATA + largest) / (64 * KIB)),
    runtime: new Map(),
  });
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>);
  const loops = instance.exports as unknown as Loops;
  // Chains settle at 1: no subnormal numbers. Memory that was never written would be one page of zeros.
  new Float32Array(loops.memory.buffer, CHAIN_VALUES, (2 * CHAINS + 4) * 4).fill(0.5);
  for (let at = DATA; at < DATA + largest; at += 4 * KIB) new Uint8Array(loops.memory.buffer)[at] = 1;

  const width = level === "wide" ? 2 : 1;
  const chainRates: number[] = [];
  const loadRates: number[][] = workingSets.map(() => []);
  const sample = () => {
    const ms = timed(() => loops.chains(CHAIN_VALUES, STEPS));
    const rate = (CHAINS * width * 8 * STEPS) / ms / 1e6;
    chainRates.push(rate);
    for (const [i, bytes] of workingSets.entries()) {
      const passes = Math.max(1, SAMPLE / bytes);
      if (passes > 1) loops.loads(DATA, bytes, 1, SUM_VALUES);
      loadRates[i]!.push((bytes * passes) / timed(() => loops.loads(DATA, bytes, passes, SUM_VALUES)) / 1e6);
    }
    return rate;
  };
  await warmUp(() => {
    loops.chains(CHAIN_VALUES, STEPS / 50);
    loops.loads(DATA, 16 * KIB, 4, SUM_VALUES);
  });
  return {
    sample,
    limits: () => ({
      gflops: median(chainRates),
      loads: workingSets.map((workingSet, i) => ({ workingSet, gbps: median(loadRates[i]!) })),
    }),
  };
}

/** The limits alone. */
export async function measureLimits(level: LimitLevel, samples = 25): Promise<Limits> {
  const meter = await newLimitMeter(level);
  for (let i = 0; i < samples; i++) meter.sample();
  return meter.limits();
}

function chainLoop(level: LimitLevel): string {
  const width = level === "wide" ? 2 : 1;
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const values = [...names("c", CHAINS * width), ...names("x", width), ...names("y", width)];
  const step = (c: string, i: number) => {
    const [x, y] = [`x${i % width}`, `y${i % width}`];
    if (level === "baseline") return `${c} = f32x4.add(f32x4.mul(${c}, ${x}), ${y});`;
    return `${c} = f32x4.relaxed_madd(${c}, ${x}, ${y});`;
  };
  const chains = values.slice(0, CHAINS * width);
  return `export function chains(at: usize, steps: i32): void {
  ${values.map((name, i) => `let ${name} = v128.load(at, ${16 * i});`).join("\n  ")}
  for (let i = 0; i < steps; ++i) {
    ${chains.map(step).join("\n    ")}
  }
  ${chains.map((name, i) => `v128.store(at, ${name}, ${16 * i});`).join("\n  ")}
}`;
}

function loadLoop(): string {
  const sums = Array.from({ length: SUMS }, (_, i) => `s${i}`);
  const loads = Array.from({ length: LOADS }, (_, i) => [sums[i % SUMS], 16 * i] as const);
  return `export function loads(at: usize, bytes: usize, passes: i32, sums: usize): void {
  ${sums.map((name, i) => `let ${name} = v128.load(sums, ${16 * i});`).join("\n  ")}
  for (let pass = 0; pass < passes; ++pass) {
    for (let p = at, end = at + bytes; p < end; p += ${16 * LOADS}) {
      ${loads.map(([name, byte]) => `${name} = i32x4.add(${name}, v128.load(p, ${byte}));`).join("\n      ")}
    }
  }
  ${sums.map((name, i) => `v128.store(sums, ${name}, ${16 * i});`).join("\n  ")}
}`;
}

/** Calls for long enough that the engine replaces its first, unoptimised code, which it does in the background. */
export async function warmUp(run: () => void, milliseconds = 80): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let calls = 1; calls <= 3 || performance.now() < end; calls++) {
    run();
    if (calls % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve));
}

export function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
