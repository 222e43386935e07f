/**
 * `npm run ulp [-- --all] [-- --only "exp;log"] [-- --write]`: the largest error of every element-wise function against float64, at
 * both arithmetic levels, and its time a vector of four. By default over 2²⁴ floats spread over all bit patterns and 2²² spread
 * evenly over [−16, 16]; `--all` takes all 2³², which takes minutes a function. `--write` puts the table into docs/performance.md.
 * Exits with 1 where an error is above its bound.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median, newLimitMeter, timed, warmUp } from "../compiler/bench/limits.ts";
import { writeWhole } from "../compiler/interchange/files.ts";
import { readOptions } from "./read-options.ts";
import { type Apply, CHUNK, everyFloat, MEASURED, vectorModule, type Worst, worstOf } from "./vector-functions.ts";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const [BEGIN, END] = ["<!-- npm run ulp: begin -->", "<!-- npm run ulp: end -->"];
const LEVELS = ["baseline", "relaxed"] as const;
const DENSE = 2 ** 22;
/** Vectors of a timed call: what stays in a first cache. */
const TIMED = 1024;

const { values: options } = readOptions({
  options: {
    all: { type: "boolean", default: false },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const only = options.only?.split(";");
const chosen = MEASURED.filter(({ name }) => only === undefined || only.includes(name));
if (chosen.length === 0 || (only !== undefined && options.write)) {
  console.error(`--only takes ${MEASURED.map(({ name }) => name).join("; ")}, and excludes --write`);
  process.exit(2);
}

const modules = await Promise.all(LEVELS.map(vectorModule));
const times = await measureTimes();
const lines = [
  "| function | bound | where | baseline, ulp | relaxed, ulp | baseline, ns a vector | relaxed, ns | multiply-adds |",
  "|---|---|---|---|---|---|---|---|",
];
let above = 0;
for (const measured of chosen) {
  const { name, bound, within } = measured;
  const worst = modules.map((apply) => worstOver(apply, measured));
  for (const [i, { ulps, x }] of worst.entries()) {
    if (ulps <= bound) continue;
    above++;
    console.error(`${name} at ${LEVELS[i]}: ${ulps} ulp at ${x}, bound ${bound}`);
  }
  const where =
    within === undefined ? "everywhere" : within.map((end) => `${end}`.replace("Infinity", "∞")).join(" … ");
  const [errors, ns] = [worst.map(({ ulps }) => ulps.toFixed(3)), times.ns.get(name)!.map((value) => value.toFixed(1))];
  const cost = (times.ns.get(name)![1]! / times.multiplyAdd).toFixed(0);
  lines.push(`| ${[name, bound, where.replaceAll("-", "−"), ...errors, ...ns, cost].join(" | ")} |`);
  console.log(lines.at(-1));
}
if (options.write) await write();
process.exitCode = above > 0 ? 1 : 0;

function worstOver(apply: Apply, measured: (typeof MEASURED)[number]): Worst {
  const { name } = measured;
  let worst: Worst = { ulps: 0, x: 0 };
  const take = (input: Float32Array) => {
    const found = worstOf(measured, input, apply(name, input));
    if (found.ulps > worst.ulps) worst = found;
  };
  const stride = options.all ? 1 : 256;
  for (let chunk = 0; chunk < 2 ** 32 / stride / CHUNK; chunk++) take(everyFloat(chunk, stride));
  for (let first = 0; first < DENSE; first += CHUNK) {
    take(Float32Array.from({ length: CHUNK }, (_, i) => (32 * (first + i)) / DENSE - 16));
  }
  return worst;
}

/** Nanoseconds a vector of four by function and level, and of a vector multiply-add at the machine's limit; the fastest of 60. */
async function measureTimes() {
  const limit = await newLimitMeter("relaxed");
  const input = Float32Array.from({ length: 4 * TIMED }, (_, i) => (8 * (i + 1)) / (4 * TIMED));
  const samples = new Map(chosen.map(({ name }) => [name, LEVELS.map((): number[] => [])]));
  for (const { name } of chosen) for (const apply of modules) await warmUp(() => apply(name, input), 200);
  const copying = await copyTimes(input);
  for (let round = 0; round < 60; round++) {
    for (const { name } of chosen) {
      for (const [i, apply] of modules.entries()) {
        apply(name, input); // Brings code and data into the caches.
        samples.get(name)![i]!.push(timed(() => apply(name, input)));
      }
    }
    limit.sample();
  }
  const ns = (milliseconds: readonly number[]) => ((Math.min(...milliseconds) - copying) * 1e6) / TIMED;
  return {
    ns: new Map([...samples].map(([name, levels]) => [name, levels.map(ns)])),
    // A vector multiply-add is 8 FLOPs.
    multiplyAdd: 8 / limit.limits().gflops,
  };
}

/** Of the inputs into the module's memory, which a call begins with. */
async function copyTimes(input: Float32Array): Promise<number> {
  const target = new Float32Array(input.length);
  const copy = () => target.set(input);
  await warmUp(copy);
  return median(Array.from({ length: 100 }, () => timed(copy)));
}

async function write(): Promise<void> {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} has no place for the table: ${BEGIN} … ${END}`);
  const inputs = options.all ? "all 2³² floats" : "2²⁴ floats of all bit patterns and 2²² evenly over [−16, 16]";
  const text = `${BEGIN}\nLargest errors over ${inputs}:\n\n${lines.join("\n")}\n`;
  await writeWhole(PAGE, page.slice(0, begin) + text + page.slice(end));
  console.log(`${PAGE} has the table`);
}
