/**
 * `npm run fuzz -- --texts 100000 --graphs 10000`: random texts and graphs through the compiler. Texts may be diagnosed, and
 * models that are too large refused; whatever else is thrown is a bug, and printed with what caused it.
 */
import fc from "fast-check";
import { runPasses } from "../compiler/3-passes/pipeline.ts";
import { planModel } from "../compiler/4-plan/plan-model.ts";
import { verifyPlan } from "../compiler/4-plan/verify-plan.ts";
import { emit } from "../compiler/5-emit/emit.ts";
import { SIMD_LEVELS } from "../compiler/5-emit/manifest.ts";
import { ARENA_BASE, assemble } from "../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../compiler/6-assemble/load-runtime.ts";
import { compileText } from "../compiler/compile.ts";
import type { Graph } from "../compiler/ir/graph.ts";
import { printGraph } from "../compiler/ir/print.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { arbitraryGraph } from "../test/ir/random-graph.ts";
import { programs } from "../test/verify/random-programs.ts";
import { readOptions } from "./read-options.ts";

const { values } = readOptions({
  options: {
    texts: { type: "string", default: "2000" },
    graphs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    /** One of so many that are right goes through the assembler too. */
    assemble: { type: "string", default: "1000" },
  },
});
const [texts, graphs, seed, every] = [values.texts, values.graphs, values.seed, values.assemble].map(Number) as [
  number,
  number,
  number,
  number,
];

const runtime = loadRuntime();
const CHUNK = 500;
const MOST_SHOWN = 5;
let failures = 0;

/** Runs `check` on `count` samples and prints how many had which outcome. */
async function run<T>(
  title: string,
  arbitrary: fc.Arbitrary<T>,
  count: number,
  check: (sample: T, assembles: () => boolean) => Promise<string>,
  show: (sample: T) => string,
): Promise<void> {
  const start = performance.now();
  const outcomes = new Map<string, number>();
  let done = 0;
  let right = 0;
  const assembles = () => ++right % every === 0;
  for (let chunk = 0; done < count; chunk++) {
    for (const sample of fc.sample(arbitrary, { numRuns: Math.min(CHUNK, count - done), seed: seed + chunk })) {
      done++;
      const outcome = await check(sample, assembles).catch((error: Error) => {
        failures++;
        if (failures <= MOST_SHOWN) console.error(`${title} ${done}: ${error.stack}\n\n${show(sample)}\n`);
        return "THROWN";
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const counts = [...outcomes].sort().map(([outcome, times]) => `${times} ${outcome}`);
  console.log(`${done} ${title} in ${seconds} s: ${counts.join(", ")}`);
}

async function checkText(text: string, assembles: () => boolean): Promise<string> {
  try {
    const { diagnostics } = await compileText(text, { assemble: false, verify: true, maxBatch: 37 });
    if (diagnostics.some(({ severity }) => severity === "error")) return "diagnosed";
    if (!assembles()) return "emitted";
    const { module } = await compileText(text, { runtime, maxBatch: 37 });
    assertValid(module!.wasm);
    return "assembled";
  } catch (error) {
    if (error instanceof UserError) return "refused";
    throw error;
  }
}

async function checkGraph(graph: Graph, assembles: () => boolean): Promise<string> {
  const optimised = runPasses(graph, { inferOnly: false, verify: true }).graph;
  const plan = planModel([optimised], { name: graph.name, maxBatch: 37, base: ARENA_BASE });
  verifyPlan(plan);
  const whole = assembles();
  for (const simd of SIMD_LEVELS) {
    const source = emit(plan, { simd, minTrainBatch: 1 });
    if (!whole) continue;
    const memoryPages = Math.ceil(plan.memoryBytes / 65536);
    assertValid((await assemble(source, { simd, memoryPages, segments: [], runtime })).wasm);
  }
  return whole ? "assembled" : "emitted";
}

function assertValid(wasm: Uint8Array): void {
  if (!WebAssembly.validate(wasm as BufferSource)) throw new Error("the engine finds the module invalid");
}

await run("texts", programs, texts, checkText, (text) => text);
for (const entry of ["infer", "train"] as const) {
  await run(`graphs for ${entry}`, arbitraryGraph(entry), Math.ceil(graphs / 2), checkGraph, printGraph);
}
if (failures > 0) process.exitCode = 1;
