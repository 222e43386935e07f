/** `inlay compile`: a model's file → its module, the module's own loader and types; or any stage on the way. */
import { basename } from "node:path";
import { type Command, Option } from "commander";
import { SIMD_LEVELS, type SimdLevel } from "../5-emit/manifest.ts";
import type { CompiledModule, CompileOptions } from "../compile.ts";
import { assertSpares, assertWritable, makeFolder, readBytes, writeWhole } from "../interchange/files.ts";
import { readWeights } from "../interchange/safetensors.ts";
import { appendEncoding, readEncoding } from "../interchange/tabular.ts";
import { BUDGET, byteSize, collect, positiveInteger, simdLevels, threadCount } from "./arguments.ts";
import { compileAgain, compileModel, planModelFile } from "./compile-model.ts";
import { usageError } from "./report.ts";
import { newTrace, STAGES, type TraceOptions } from "./trace.ts";
import { assertModuleWritable, FIRST, type Modules, type Variant, writeModule } from "./write-module.ts";

export interface Options extends TraceOptions {
  /** False for --no-weights. */
  readonly weights?: string | false;
  readonly inferOnly?: boolean;
  readonly recalibrate?: boolean;
  readonly average: boolean;
  readonly simd: readonly SimdLevel[];
  readonly threads?: number;
  readonly maxBatch?: number;
  readonly memoryBudget?: number;
  readonly optimize?: "speed" | "size";
  readonly winograd?: boolean;
  readonly disablePass: readonly string[];
  readonly verify?: boolean;
}

export function addCompile(program: Command): void {
  const command = program.command("compile");
  let weightsGiven = false;
  let weightsRefused = false;
  command.on("option:weights", () => (weightsGiven = true)).on("option:no-weights", () => (weightsRefused = true));
  command
    .description("compile a model to a WebAssembly module, with a loader (.js) and its types (.d.ts) beside it")
    .argument("<model>", "the model's file")
    .option("--weights <file>", "a checkpoint (.safetensors) whose values the module starts with")
    .option("--infer-only", "leave training out and fold the weights")
    .option("--recalibrate", "with the entry point by which running statistics become true averages over data")
    .option("--no-weights", "with --infer-only: the same code with all parameters zero")
    .option("--no-average", "take the parameters themselves, not their average")
    .option(
      "--simd <levels>",
      "baseline; relaxed, wide or both for a second module, .relaxed.wasm or .wide.wasm, beside it (with --emit: that level's stage)",
      simdLevels,
      ["baseline"],
    )
    .option(
      "--threads <n>",
      "also modules that up to n threads run, .threads.wasm (with --emit: that stage)",
      threadCount,
    )
    .option("--max-batch <n>", "the largest batch", positiveInteger)
    .option("--memory-budget <size>", BUDGET, byteSize)
    .addOption(
      new Option("--optimize <what>", "speed, or size: less code that is slower and computes the same")
        .choices(["speed", "size"])
        .default("speed"),
    )
    .addOption(new Option("--emit <stage>", "print one stage instead of writing the module").choices(STAGES))
    .option("--print-after <pass>", "print the graph after a pass, or after each with `all`")
    .option("--dump-dir <folder>", "write every stage and the graph after every pass into a folder")
    .option("--time-passes", "print how long every stage took")
    .option("--no-winograd", "compute no convolution by Winograd's filtering")
    .option("--disable-pass <pass>", "leave a pass out; may be given several times", collect, [])
    .option("--verify", "check the graph after every pass and the plan")
    .option("-o, --output <file>", "the module to write (default: the model's name with .wasm)")
    .addHelpText(
      "after",
      "\nExample:\n  inlay compile mnist.inlay --weights mnist.safetensors --infer-only -o mnist.wasm",
    )
    .action((path: string, options: Options) => {
      if (weightsGiven && weightsRefused) usageError(command, "--weights and --no-weights exclude each other");
      if (options.inferOnly && !weightsGiven && !weightsRefused) {
        usageError(command, "--infer-only needs --weights <file>, or --no-weights for a module with zeros");
      }
      if (options.inferOnly && options.recalibrate)
        usageError(command, "--infer-only folds the statistics that --recalibrate would set");
      if (options.output !== undefined && options.emit === undefined && !options.output.endsWith(".wasm")) {
        usageError(command, `the output ${options.output} does not end in .wasm`);
      }
      if (options.emit === "wasm" && options.output === undefined && process.stdout.isTTY) {
        usageError(command, "--emit wasm writes bytes: give -o <file> or redirect the output");
      }
      if (options.emit !== undefined && options.simd.length > 1) {
        usageError(command, `--emit prints one level's stage: give --simd one level, not ${options.simd.join(",")}`);
      }
      return compile(path, options);
    });
}

export async function compile(path: string, options: Options): Promise<void> {
  const { emit, simd, threads = 1 } = options;
  const others = othersOf(simd, threads > 1);
  const output = options.output ?? `${basename(path).replace(/\.inlay$/, "")}.wasm`;
  if (options.output !== undefined) await assertSpares(output, [path, options.weights || undefined]);
  if (emit === undefined) await assertModuleWritable(output, others);
  else if (options.output !== undefined) await assertWritable(output);
  if (options.dumpDir !== undefined) await makeFolder(options.dumpDir);
  const common: CompileOptions = {
    ...(options.weights ? { weights: await readWeights(options.weights) } : {}),
    ...(options.inferOnly ? { inferOnly: true } : {}),
    ...(options.recalibrate ? { recalibrate: true } : {}),
    ...(options.maxBatch === undefined ? {} : { maxBatch: options.maxBatch }),
    ...(options.verify ? { verify: true } : {}),
    ...(options.winograd === false ? { winograd: false } : {}),
    memoryBudget: options.memoryBudget,
    optimize: options.optimize ?? "speed",
    useAverage: options.average,
    disablePasses: options.disablePass,
  };
  const [only] = simd;
  const trace = newTrace(options);
  const stage = { simd: only!, threads };
  const traced = { ...common, ...trace.hooks, ...(emit ? stage : {}) };
  const assembles = emit === undefined || emit === "wat" || emit === "wasm" || options.dumpDir !== undefined;
  const compiled = await (assembles ? compileModel : planModelFile)(path, traced).finally(() => trace.finish());
  trace.checkPass();
  if (options.timePasses) trace.printTimes(compiled.timings);
  if (!("module" in compiled)) return;
  const encoding = options.weights ? await readEncoding(await readBytes(options.weights)) : undefined;
  // A module that was trained on a CSV file says what the columns of another mean.
  const complete = (made: CompiledModule): CompiledModule =>
    encoding === undefined ? made : { ...made, wasm: appendEncoding(made.wasm, encoding) };
  const module = complete(compiled.module);
  if (emit === "wasm" && options.output === undefined) process.stdout.write(module.wasm);
  else if (emit === "wasm") await writeWhole(output, module.wasm);
  if (emit !== undefined) return;

  const modules: Modules[number][] = [{ ...FIRST, module }];
  for (const { level, threaded } of others) {
    const made = await compileAgain(path, { ...common, simd: level, ...(threaded ? { threads } : {}) });
    modules.push({ level, threaded, module: complete(made.module) });
  }
  await writeModule(output, modules);
}

/** What to compile besides the module for one thread at `baseline`, which is always made. */
function othersOf(simd: readonly SimdLevel[], threads: boolean): Variant[] {
  const levels = SIMD_LEVELS.filter((level) => level === "baseline" || simd.includes(level));
  const single = levels.slice(1).map((level) => ({ level, threaded: false }));
  return threads ? [...single, ...levels.map((level) => ({ level, threaded: true }))] : single;
}
