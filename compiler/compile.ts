/**
 * The whole pipeline: text → AST → graph → entry graphs → plan → AssemblyScript → module. The only file that imports
 * every stage. Runs in Node, and in a browser when `runtime` is given.
 */
import type { File } from "./1-parse/ast.ts";
import { parse } from "./1-parse/parse.ts";
import { printAst } from "./1-parse/print-ast.ts";
import { lower } from "./2-lower/lower.ts";
import type { ReadWeights } from "./2-lower/tensor-files.ts";
import { checkDifferentiable } from "./3-passes/differentiate.ts";
import { freezeParameters } from "./3-passes/freeze-parameters.ts";
import type { ReportLine } from "./3-passes/pass.ts";
import { runPasses } from "./3-passes/pipeline.ts";
import { entriesOf, prepareStates, specialize } from "./3-passes/specialize.ts";
import type { Plan } from "./4-plan/plan.ts";
import { planModel } from "./4-plan/plan-model.ts";
import { printPlan } from "./4-plan/print-plan.ts";
import { verifyPlan } from "./4-plan/verify-plan.ts";
import { emit } from "./5-emit/emit.ts";
import { initialSegments } from "./5-emit/initial-data.ts";
import type { Optimize } from "./5-emit/kernels.ts";
import { batchStatisticsOfOneRow, makeManifest } from "./5-emit/make-manifest.ts";
import type { Manifest, SimdLevel } from "./5-emit/manifest.ts";
import { ARENA_BASE, assemble, SHARED_ARENA_BASE } from "./6-assemble/assemble.ts";
import { bindWeights } from "./interchange/weights.ts";
import type { Graph } from "./ir/graph.ts";
import { printGraph } from "./ir/print.ts";
import type { Tensor } from "./ir/tensor.ts";
import { verify } from "./ir/verify.ts";
import { type Diagnostic, DiagnosticSink, UserError } from "./support/diagnostic.ts";
import { VERSION } from "./version.ts";

export interface CompileOptions {
  /** What diagnostics call the text. */
  readonly path?: string;
  /** The text of a file that the model imports, by its path from the model's folder; undefined where there is none. */
  readonly readFile?: (path: string) => string | undefined;
  readonly simd?: SimdLevel;
  /** `size` makes smaller code that is slower and computes the same; default `speed`. */
  readonly optimize?: Optimize;
  /** The largest batch that an entry point takes; default 128. */
  readonly maxBatch?: number;
  /** The most bytes of memory that the module may take: values are computed again where too many would be kept. */
  readonly memoryBudget?: number | undefined;
  /** The most threads that may run an entry point; default 1. With more the module imports a shared memory. */
  readonly threads?: number;
  /** Only `infer`, with folded parameters: from `weights`, or zero. */
  readonly inferOnly?: boolean;
  /** With the entry point `recalibrate`, which sets running statistics to those of a batch. */
  readonly recalibrate?: boolean;
  /** A checkpoint: row-major tensors by name. */
  readonly weights?: ReadonlyMap<string, Tensor>;
  /** Reads a safetensors file that the model names (`from_file`); throws a UserError where it cannot. */
  readonly readWeights?: ReadWeights;
  /** For inference take the parameters' averages where the checkpoint has them; default true. */
  readonly useAverage?: boolean;
  /** The module exports every kernel call by itself as well (docs/abi.md), for measuring them. */
  readonly profile?: boolean;
  /** Whether convolutions of 3 × 3 may be computed by Winograd's filtering where that is faster; default true but for `size`. */
  readonly winograd?: boolean;
  readonly disablePasses?: readonly string[];
  /** For measuring: adds results of the role `probe` to the model as lowered, and to its train graph before the passes. */
  readonly probe?: (graph: Graph) => Graph;
  /** Check the graph after every pass, and the plan. */
  readonly verify?: boolean;
  /** The text of each stage, made only when called: ast, graph, plan, as, wat. */
  readonly onStage?: (stage: string, text: () => string) => void;
  readonly onPass?: (pass: string, graph: Graph, milliseconds: number) => void;
  /** Set to false to stop before the assembler: no module, but every stage up to `as`. */
  readonly assemble?: boolean;
  /** The files of runtime-as/; read from the disk if left out. */
  readonly runtime?: ReadonlyMap<string, string>;
}

export interface Timing {
  readonly stage: string;
  readonly ms: number;
}

export interface CompiledModule {
  readonly wasm: Uint8Array;
  readonly manifest: Manifest;
  /** The AssemblyScript that became the module. */
  readonly source: string;
  readonly wat: () => string;
}

export interface CompileResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly timings: readonly Timing[];
  readonly reports: readonly ReportLine[];
  /** The graph as lowered; undefined where the text has errors, as all that follows from it. */
  readonly graph?: Graph;
  /** The graphs of the entry points, after all passes. */
  readonly entries?: readonly Graph[];
  readonly plan?: Plan;
  readonly module?: CompiledModule;
}

export const DEFAULT_MAX_BATCH = 128;

/** Each takes memory for the part of a group that it makes. */
const MOST_THREADS = 64;
const DEFAULT_PATH = "model.inlay";

/** Diagnostics, and the graph as lowered where none of them is an error. */
export function checkText(
  text: string,
  options: Pick<CompileOptions, "path" | "readFile" | "readWeights"> = {},
): Pick<CompileResult, "diagnostics" | "graph"> {
  const sink = new DiagnosticSink();
  const graph = lowerChecked(parse({ path: options.path ?? DEFAULT_PATH, text }, sink), sink, options);
  return { diagnostics: sink.diagnostics, ...(graph === undefined ? {} : { graph }) };
}

/** The model's graph; undefined where the sink has errors. */
function lowerChecked(ast: File, sink: DiagnosticSink, options: CompileOptions): Graph | undefined {
  const { readFile, readWeights } = options;
  const folder = ast.span.source.path.replace(/[^/\\]*$/, "");
  const load = (path: string, sink: DiagnosticSink) => {
    const text = readFile!(path);
    return text === undefined ? undefined : parse({ path: folder + path, text }, sink);
  };
  const model = lower(ast, sink, { load: readFile && load, readWeights });
  if (model !== undefined && entriesOf(model).includes("train")) checkDifferentiable(specialize(model, "train"), sink);
  return sink.hasErrors ? undefined : model;
}

/** Errors of the text are in `diagnostics`; bad weights or options throw a UserError. */
export async function compileText(text: string, options: CompileOptions = {}): Promise<CompileResult> {
  const { simd = "baseline", optimize = "speed", inferOnly = false, weights, onStage } = options;
  const timings: Timing[] = [];
  let last = performance.now();
  const lap = (stage: string) => {
    const now = performance.now();
    timings.push({ stage, ms: now - last });
    last = now;
  };

  const sink = new DiagnosticSink();
  const ast = parse({ path: options.path ?? DEFAULT_PATH, text }, sink);
  onStage?.("ast", () => printAst(ast));
  lap("parse");
  const lowered = lowerChecked(ast, sink, options);
  const model = lowered && (options.probe?.(lowered) ?? lowered);
  lap("lower");
  if (model === undefined) return { diagnostics: sink.diagnostics, timings, reports: [] };
  onStage?.("graph", () => printGraph(model));

  const { entries, reports, values } = entryGraphs(model, options);
  lap("passes");

  const threads = threadsOf(options);
  const shared = threads > 1;
  const plan = planModel(entries, {
    ...{ name: model.name, maxBatch: maxBatchOf(options), threads },
    ...{ base: shared ? SHARED_ARENA_BASE : ARENA_BASE, memoryBudget: options.memoryBudget },
    report: (entry, value, bytes) =>
      reports.push({ pass: "memory-budget", entry, layer: value, text: againText(bytes), refused: false }),
  });
  checkBudget(plan, options);
  const memoryPages = pagesOf(plan);
  if (options.verify === true) verifyPlan(plan);
  onStage?.("plan", () => printPlan(plan));
  lap("plan");

  const smallest = batchStatisticsOfOneRow(model);
  const minTrainBatch = smallest === undefined || inferOnly ? 1 : 2;
  if (plan.maxBatch < minTrainBatch) {
    throw new UserError(`the largest batch is ${plan.maxBatch}, and the batch norm ${smallest} trains on 2 or more`);
  }
  const source = emit(plan, { simd, optimize, minTrainBatch, profile: options.profile === true });
  const embedded = weights === undefined && !inferOnly ? "none" : "embedded";
  const manifest = makeManifest(model, entries, plan, { compiler: `inlay ${VERSION}`, simd, weights: embedded });
  onStage?.("as", () => source);
  lap("emit");

  const compiled = { diagnostics: sink.diagnostics, timings, reports, graph: model, entries, plan };
  if (options.assemble === false) return compiled;
  const assembled = await assemble(source, {
    simd,
    memoryPages,
    shared,
    manifest: JSON.stringify(manifest),
    segments: initialSegments(plan, values),
    runtime: options.runtime ?? (await import("./6-assemble/load-runtime.ts")).loadRuntime(),
  });
  onStage?.("wat", assembled.wat);
  for (const [step, ms] of Object.entries(assembled.timings)) timings.push({ stage: `assemble: ${step}`, ms });
  const module: CompiledModule = { wasm: assembled.wasm, manifest, source, wat: assembled.wat };
  return { ...compiled, module };
}

/** The optimised graph of every entry point that the module gets, and the values of parameters and states where known. */
function entryGraphs(model: Graph, options: CompileOptions) {
  const { inferOnly = false, recalibrate = false, weights, useAverage = true } = options;
  const reports: ReportLine[] = [];
  if (recalibrate && inferOnly) throw new UserError("an inference-only module has no statistics left to recalibrate");
  const usual = inferOnly ? (["infer"] as const) : entriesOf(model);
  const optimised = [...usual, ...(recalibrate ? (["recalibrate"] as const) : [])].map((entry) => {
    const specialized = specialize(model, entry);
    if (entry === "recalibrate" && specialized.updates.length === 0)
      throw new UserError(`${model.name} has no batch norm whose statistics could be recalibrated`);
    const probed = entry === "train" ? options.probe?.(specialized) : undefined;
    const { graph, report } = runPasses(probed ?? specialized, {
      inferOnly,
      disable: new Set(options.disablePasses),
      winograd: options.winograd ?? options.optimize !== "size",
      verify: options.verify === true,
      ...(options.onPass === undefined ? {} : { onAfter: options.onPass }),
    });
    reports.push(...report);
    return graph;
  });
  if (!inferOnly) {
    const values =
      weights === undefined
        ? new Map<string, Tensor>()
        : bindWeights(prepareStates(model), weights, { useAverage: false });
    return { entries: optimised, reports, values };
  }
  const given = weights && bindWeights(model, weights, { useAverage });
  const { graph, values } = freezeParameters(optimised[0]!, given);
  if (options.verify === true) verify(graph, "freeze-parameters");
  return { entries: [graph], reports, values };
}

/** WebAssembly's pages of 64 KiB, of which a memory has at most 65,536. */
function pagesOf({ memoryBytes, maxBatch }: Plan): number {
  const pages = Math.ceil(memoryBytes / 65536);
  if (pages <= 65536) return pages;
  const size = (memoryBytes / 2 ** 30).toFixed(1);
  throw new UserError(`the model needs ${size} GiB of memory at batches up to ${maxBatch}, and WebAssembly has 4`);
}

function againText(bytes: number): string {
  return `is computed again instead of being kept: ${inWords(bytes)}`;
}

function checkBudget({ memoryBytes, maxBatch }: Plan, { memoryBudget = Infinity }: CompileOptions): void {
  if (!(memoryBudget > 0)) throw new UserError(`the memory budget must be a number of bytes, not ${memoryBudget}`);
  if (memoryBytes <= memoryBudget) return;
  throw new UserError(
    `the model needs ${inWords(memoryBytes)} of memory at batches up to ${maxBatch}, even if all is computed again that can be: more than the budget of ${inWords(memoryBudget)}; a lower --max-batch or --batch-size needs less`,
  );
}

function inWords(bytes: number): string {
  return `${bytes.toLocaleString("en-US")} bytes`;
}

function maxBatchOf({ maxBatch = DEFAULT_MAX_BATCH }: CompileOptions): number {
  if (Number.isInteger(maxBatch) && maxBatch >= 1) return maxBatch;
  throw new UserError(`the largest batch must be a whole number from 1 on, not ${maxBatch}`);
}

function threadsOf({ threads = 1 }: CompileOptions): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new UserError(`the number of threads must be from 1 to ${MOST_THREADS}, not ${threads}`);
}
