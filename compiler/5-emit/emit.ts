/**
 * Plan → AssemblyScript: one function a different kernel, one exported function an entry point, which is a list of
 * calls. Addresses, sizes and strides are arguments, so that layers share kernels.
 */
import type { Buffer, Call, Group, Plan, PlanEntry } from "../4-plan/plan.ts";
import { panelsOf } from "../4-plan/plan.ts";
import { CallCode } from "./call-code.ts";
import { productKernel } from "./contraction.ts";
import { indent, type KernelText, type RowStride } from "./kernel-text.ts";
import type { EntryPoint, SimdLevel } from "./manifest.ts";
import { mapKernel } from "./map-kernel.ts";
import { reduceKernel } from "./reduce-kernel.ts";

export interface EmitOptions {
  readonly simd: SimdLevel;
  /** The smallest batch that train_step takes. */
  readonly minTrainBatch: number;
}

const ENTRY_POINTS: Readonly<
  Record<PlanEntry["entry"], { readonly name: EntryPoint; readonly params: readonly string[] }>
> = {
  init: { name: "init", params: ["seed: i32"] },
  infer: { name: "infer", params: ["batch: i32"] },
  evaluate: { name: "evaluate", params: ["batch: i32"] },
  train: { name: "train_step", params: ["batch: i32", "rate_scale: f32"] },
  swap: { name: "swap_average", params: [] },
};

export function entryPointOf(entry: PlanEntry["entry"]): EntryPoint {
  return ENTRY_POINTS[entry].name;
}

export function emit(plan: Plan, options: EmitOptions): string {
  const kernels = new Kernels(options.simd);
  const names = constantNames(plan.buffers);
  const entries = plan.entries.map((entry) => entryFunction(plan, entry, options, kernels, names));
  const used = plan.buffers.filter((buffer) => buffer.inPlaceOf === undefined);
  return [
    `// ${plan.name}: made by inlay at SIMD level ${options.simd}, for batches up to ${plan.maxBatch}.`,
    ...kernels.imports(),
    "",
    "// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.",
    ...used.map((buffer) => `const ${names.get(buffer.name)}: usize = ${buffer.offset}; // ${buffer.name}`),
    "",
    ...kernels.functions(),
    ...entries.flat(),
  ].join("\n");
}

function entryFunction(
  plan: Plan,
  { entry, groups }: PlanEntry,
  options: EmitOptions,
  kernels: Kernels,
  names: ReadonlyMap<string, string>,
): string[] {
  const { name, params } = ENTRY_POINTS[entry];
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const calls = new CallCode(buffers, names);
  const lines: string[] = [];
  if (params.includes("batch: i32")) {
    const smallest = entry === "train" ? options.minTrainBatch : 1;
    lines.push(`if (batch < ${smallest} || batch > ${plan.maxBatch}) unreachable();`);
  }
  const store = (argument: string, code: string) => {
    const address = names.get(`argument/${argument}`);
    if (address !== undefined) lines.push(code.replace("ADDRESS", address));
  };
  if (entry === "init") store("seed", "store<i32>(ADDRESS, seed);");
  if (params.includes("batch: i32")) store("batch_size", "store<f32>(ADDRESS, <f32>batch);");
  if (entry === "train") store("rate_scale", "store<f32>(ADDRESS, rate_scale);");
  for (const group of groups) lines.push(...groupLines(group, buffers, kernels, calls));
  return [`export function ${name}(${params.join(", ")}): void {`, ...indent(lines), "}", ""];
}

function groupLines(group: Group, buffers: ReadonlyMap<string, Buffer>, kernels: Kernels, calls: CallCode): string[] {
  const lines = group.calls.flatMap((call) => {
    const panel = panelsOf(call) === undefined || group.panels === 1 ? undefined : "p";
    const comment = call.comment.map((text) => `// ${text}`);
    return [...comment, `${kernels.nameOf(call, buffers)}(${calls.args(call, panel).join(", ")});`];
  });
  if (group.panels === 1) return lines;
  return [`for (let p: usize = 0; p < ${group.panels}; ++p) {`, ...indent(lines), "}"];
}

/** The kernels of a module: equal texts share a function. */
class Kernels {
  readonly #level: SimdLevel;
  readonly #byText = new Map<string, { readonly name: string; readonly kernel: KernelText }>();
  readonly #names = new Set<string>();
  readonly #runtime = new Set<string>();

  constructor(level: SimdLevel) {
    this.#level = level;
  }

  nameOf(call: Call, buffers: ReadonlyMap<string, Buffer>): string {
    if (call.kind === "kernel") {
      this.#import(call.kernel);
      return call.kernel;
    }
    const kernel = kernelText(call, this.#level, (buffer) => rowStride(buffers.get(buffer)!));
    const text = [...kernel.params, ...kernel.lines].join("\n");
    const known = this.#byText.get(text);
    if (known !== undefined) return known.name;
    for (const used of kernel.functions) this.#import(used);
    let name = kernel.hint;
    for (let i = 2; this.#names.has(name); i++) name = `${kernel.hint}_${i}`;
    this.#names.add(name);
    this.#byText.set(text, { name, kernel });
    return name;
  }

  imports(): string[] {
    if (this.#runtime.size === 0) return [];
    return [`import { ${[...this.#runtime].sort().join(", ")} } from "./runtime-as/index";`];
  }

  functions(): string[] {
    return [...this.#byText.values()].flatMap(({ name, kernel }) => [
      `function ${name}(${kernel.params.join(", ")}): void {`,
      ...indent(kernel.lines),
      "}",
      "",
    ]);
  }

  #import(name: string): void {
    this.#names.add(name);
    this.#runtime.add(name);
  }
}

function kernelText(call: Exclude<Call, { kind: "kernel" }>, level: SimdLevel, stride: RowStride): KernelText {
  switch (call.kind) {
    case "product":
      return productKernel(call, level, stride);
    case "map":
      return mapKernel(call, level, stride);
    default:
      return reduceKernel(call, level, stride);
  }
}

/** Bytes between one row's value and the next of a buffer of one column. */
function rowStride({ layout }: Buffer): number {
  return layout === "panels" ? 64 : 4;
}

/** A constant's name for every buffer, from the model's names. A next value is where its state is. */
function constantNames(buffers: readonly Buffer[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const buffer of buffers.filter(({ inPlaceOf }) => inPlaceOf === undefined)) {
    const base = buffer.name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^(?=[0-9])/, "_");
    let name = `at_${base}`;
    for (let i = 2; taken.has(name); i++) name = `at_${base}_${i}`;
    taken.add(name);
    names.set(buffer.name, name);
  }
  for (const { name, inPlaceOf } of buffers) if (inPlaceOf !== undefined) names.set(name, names.get(inPlaceOf)!);
  return names;
}
