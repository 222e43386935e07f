/** `inlay inspect`: a model's layers, memory, what each pass did or why it refused, and the kernels that run. */
import { type Command, Option } from "commander";
import { canRevectorize, FLAG, revectorize } from "../../host/revectorize.ts";
import type { ReportLine } from "../3-passes/pass.ts";
import type { Plan, PlanEntry } from "../4-plan/plan.ts";
import type { SimdLevel } from "../5-emit/manifest.ts";
import { NOMINAL_LIMITS, NOMINAL_MACHINE } from "../bench/nominal-limits.ts";
import type { CompileOptions } from "../compile.ts";
import { assertSpares, assertWritable, writeWhole } from "../interchange/files.ts";
import type { Graph } from "../ir/graph.ts";
import { UserError } from "../support/diagnostic.ts";
import { BUDGET, byteSize, positiveInteger, simdLevel } from "./arguments.ts";
import { planModelFile } from "./compile-model.ts";
import { kernelTables, limitsLine } from "./kernel-table.ts";
import { elements, layersOf } from "./layers.ts";
import { grouped } from "./measures.ts";
import { memoryTables } from "./memory-table.ts";
import { usageError } from "./report.ts";
import { boxGraph } from "./svg-graph.ts";
import { newTable } from "./table.ts";

interface Options {
  readonly inferOnly?: boolean;
  readonly winograd?: boolean;
  readonly kernels?: boolean;
  readonly measure?: boolean;
  readonly simd?: SimdLevel;
  readonly maxBatch?: number;
  readonly memoryBudget?: number;
  readonly svg?: string;
}

export function addInspect(program: Command): void {
  const command = program.command("inspect");
  command
    .description("show a model's layers, shapes, parameters and memory, and what each pass did or why it refused")
    .argument("<model>", "the model's file")
    .option("--infer-only", "show what compile --infer-only makes")
    .option(
      "--kernels",
      "list the kernel calls of each entry point: sizes, FLOPs, bytes, and the share of the limit in reach",
    )
    .addOption(new Option("--simd <level>", "with --kernels: the level whose limit is meant").argParser(simdLevel))
    .option("--measure", "with --kernels: measure this machine's limits instead of taking those of a typical one")
    .option("--no-winograd", "compute no convolution by Winograd's filtering")
    .option("--max-batch <n>", "the largest batch that memory is planned for", positiveInteger)
    .option("--memory-budget <size>", BUDGET, byteSize)
    .option("--svg <file>", "draw the layers, with the shapes between them, instead")
    .addHelpText("after", "\nExample:\n  inlay inspect mnist.inlay --svg mnist.svg")
    .action((path: string, options: Options) => {
      if (!options.kernels && (options.measure || options.simd))
        usageError(command, "--simd and --measure need --kernels");
      return inspect(path, options);
    });
}

async function inspect(path: string, { kernels, svg, simd = "baseline", measure, ...options }: Options): Promise<void> {
  if (svg !== undefined) return draw(path, svg);
  const { graph, plan, reports } = await planModelFile(path, options);
  const folded = options.inferOnly ? undefined : await planModelFile(path, { ...options, inferOnly: true });
  const parts = [
    layers(graph),
    memoryTables(plan),
    ...(options.memoryBudget === undefined ? [] : [await budgetLine(path, options, plan, reports)]),
    `passes\n${passLines(reports, folded?.reports ?? []).join("\n")}`,
    kernels ? await kernelList(plan, simd, measure) : `kernels\n${plan.entries.map(kernelCount).join("\n")}`,
  ];
  process.stdout.write(`${parts.join("\n\n")}\n`);
}

/** Memory with the budget and without. */
async function budgetLine(
  path: string,
  { memoryBudget, ...options }: CompileOptions,
  { memoryBytes }: Plan,
  reports: readonly ReportLine[],
): Promise<string> {
  const { plan } = await planModelFile(path, options);
  const again = reports.filter(({ pass }) => pass === "memory-budget").length;
  return `budget ${grouped(memoryBudget!)}: ${grouped(memoryBytes)} bytes with ${again} values computed again, ${grouped(plan.memoryBytes)} without`;
}

async function draw(path: string, svg: string): Promise<void> {
  await assertSpares(svg, [path]);
  await assertWritable(svg);
  const { graph } = await planModelFile(path, {});
  const { drawGraph } = await import("./svg.ts");
  const boxes = boxGraph(graph);
  const picture = drawGraph(boxes);
  await writeWhole(svg, picture);
  console.log(`${svg}: ${boxes.boxes.length} boxes, ${grouped(Buffer.byteLength(picture))} bytes`);
}

function layers(graph: Graph): string {
  const rows = layersOf(graph);
  const table = newTable(["layer", "ops", "output", "parameters", "multiply-adds"], 3);
  for (const { name, ops, type, parameters, macs } of rows) {
    table.push([name, ops, type, grouped(parameters), grouped(macs)]);
  }
  const parameters = graph.parameters.reduce((sum, node) => sum + elements(node), 0);
  const macs = rows.reduce((sum, row) => sum + row.macs, 0);
  table.push(["total", "", "", grouped(parameters), grouped(macs)]);
  return `${graph.name}: multiply-adds are for one row of the batch\n${table}`;
}

/** `folded`: what the passes say where the module is compiled for inference only, of which what differs is told. */
function passLines(reports: readonly ReportLine[], folded: readonly ReportLine[]): string[] {
  const told = new Set(reports.map(({ pass }) => pass));
  // What is chosen, without the reasons.
  const choice = ({ pass, layer, text }: ReportLine) => `${pass} ${layer} ${text.replace(/:.*/, "")}`;
  const choices = new Set(reports.filter(({ entry }) => entry === "infer").map(choice));
  const others = folded.filter((line) => !told.has(line.pass) || !choices.has(choice(line)));
  const lines = [
    ...reports.map((line) => passLine(line.entry, line)),
    ...others.map((line) => passLine("infer, with --infer-only", line)),
  ];
  return lines.length > 0 ? lines : ["  nothing to report"];
}

function passLine(where: string, { pass, layer, text, refused }: ReportLine): string {
  return `  ${where}: ${pass}${refused ? " refused" : ""}: ${layer} ${text}`;
}

function kernelCount({ entry, groups }: PlanEntry): string {
  const calls = groups.reduce((sum, group) => sum + group.calls.length, 0);
  return `  ${entry}: ${calls} kernels in ${groups.length} groups`;
}

async function kernelList(plan: Plan, simd: SimdLevel, measure = false): Promise<string> {
  if (measure && simd === "wide") {
    if (canRevectorize() !== "yes")
      throw new UserError(`this engine does not know V8's flag ${FLAG}: leave --measure out`);
    revectorize(true);
  }
  const limits = measure ? await (await import("../bench/limits.ts")).measureLimits(simd) : NOMINAL_LIMITS[simd];
  const whose = measure ? "this machine, one thread" : NOMINAL_MACHINE;
  return [
    `kernels at batch ${plan.maxBatch}; reach: the share of the arithmetic limit that memory traffic leaves within reach`,
    `${limitsLine(simd, whose, limits)}\n`,
    kernelTables(plan, limits),
  ].join("\n");
}
