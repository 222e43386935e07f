/**
 * Plan → AssemblyScript: one function a different kernel, one a different group of calls, and one exported function an
 * entry point, which is a list of calls. Addresses, sizes and strides are arguments, so that layers share functions.
 */
import type { Buffer, Plan, PlanEntry } from "../4-plan/plan.ts";
import { type Block, isLoop, linesOf, written } from "./block.ts";
import { CallCode } from "./call-code.ts";
import { indent } from "./kernel-text.ts";
import { Kernels, type Optimize } from "./kernels.ts";
import type { EntryPoint, SimdLevel } from "./manifest.ts";
import { SharedCode } from "./share.ts";
import { FORK_JOIN, forkLines, partOf, withBarriers, workFunctions } from "./threads.ts";

export interface EmitOptions {
  readonly simd: SimdLevel;
  /** The smallest batch that train_step takes. */
  readonly minTrainBatch: number;
  /** Also export every call by itself, as `profiledCall` names it, over all panels of its group. */
  readonly profile?: boolean;
  /** `speed` if left out. */
  readonly optimize?: Optimize;
}

const ENTRY_POINTS: Readonly<
  Record<PlanEntry["entry"], { readonly name: EntryPoint; readonly params: readonly string[] }>
> = {
  init: { name: "init", params: ["seed: i32"] },
  infer: { name: "infer", params: ["batch: i32"] },
  evaluate: { name: "evaluate", params: ["batch: i32"] },
  train: { name: "train_step", params: ["batch: i32", "rate_scale: f32"] },
  recalibrate: { name: "recalibrate", params: ["batch: i32"] },
  swap: { name: "swap_average", params: [] },
};

export function entryPointOf(entry: PlanEntry["entry"]): EntryPoint {
  return ENTRY_POINTS[entry].name;
}

/** The function that runs call `index` of an entry point, counted over its groups, in a module made with `profile`. */
export function profiledCall(entry: PlanEntry["entry"], index: number): string {
  return `call_${entry}_${index}`;
}

export function emit(plan: Plan, options: EmitOptions): string {
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const names = constantNames(plan.buffers);
  const kernels = new Kernels(options.simd, options.optimize ?? "speed", buffers);
  const code = new CallCode({ buffers, names, threads: plan.threads }, kernels);
  const groups = plan.entries.map(({ entry, groups }) => groups.map((group) => code.block(entry, group)));
  for (const { entry } of plan.entries) kernels.names.add(entryPointOf(entry));
  const forked = plan.entries.flatMap(({ entry, sharedFrom }, i) =>
    sharedFrom === undefined ? [] : [{ name: entryPointOf(entry), job: i + 1 }],
  );
  if (plan.threads > 1) {
    for (const name of FORK_JOIN) kernels.use(name);
    for (const name of ["work", "stop", ...forked.map(({ name }) => partOf(name))]) kernels.names.add(name);
  }
  const shared = new SharedCode(kernels.names);
  const blocks = shared.groups(groups).map((own, i) => {
    const { groups, sharedFrom } = plan.entries[i]!;
    return sharedFrom === undefined ? own : withBarriers(own, groups);
  });
  const calls = shared.repeats(blocks);
  const entries = plan.entries.map((_, i) => entryFunction(plan, i, calls[i]!, options, names));
  const single = options.profile === true ? plan.entries.flatMap((entry) => profiledCalls(entry, code)) : [];
  const used = plan.buffers.filter(hasAddress);
  return [
    `// ${plan.name}: made by inlay at SIMD level ${options.simd}, for batches up to ${plan.maxBatch}.`,
    ...kernels.imports(),
    "",
    "// Where each buffer begins in memory. A slash ahead of the last name: a temporary of that entry point.",
    ...used.map((buffer) => `const ${names.get(buffer.name)}: usize = ${buffer.offset}; // ${buffer.name}`),
    "",
    ...kernels.functions(),
    ...shared.functions.flatMap(({ name, params, lines }) => functionText(name, params, lines)),
    ...entries.flat(),
    ...(plan.threads > 1 ? workFunctions(forked) : []),
    ...single,
  ].join("\n");
}

function entryFunction(
  plan: Plan,
  index: number,
  blocks: readonly Block[],
  options: EmitOptions,
  names: ReadonlyMap<string, string>,
): string[] {
  const { entry, sharedFrom } = plan.entries[index]!;
  const { name, params } = ENTRY_POINTS[entry];
  const lines: string[] = [];
  if (params.includes("batch: i32")) {
    const smallest = entry === "train" || entry === "recalibrate" ? options.minTrainBatch : 1;
    lines.push(`if (batch < ${smallest} || batch > ${plan.maxBatch}) unreachable();`);
  }
  const store = (argument: string, code: string) => {
    const address = names.get(`argument/${argument}`);
    if (address !== undefined) lines.push(code.replace("ADDRESS", address));
  };
  if (entry === "init") store("seed", "store<i32>(ADDRESS, seed);");
  if (params.includes("batch: i32")) store("batch_size", "store<f32>(ADDRESS, <f32>batch);");
  if (entry === "train") store("rate_scale", "store<f32>(ADDRESS, rate_scale);");
  const calls = blocks.flatMap((block) => linesOf(block, false, written));
  if (sharedFrom === undefined) return functionText(name, params, [...lines, ...calls], "export ");
  return [
    ...functionText(partOf(name), ["batch: i32"], calls),
    ...functionText(name, params, [...lines, ...forkLines(name, index + 1, sharedFrom)], "export "),
  ];
}

function profiledCalls({ entry, groups }: PlanEntry, code: CallCode): string[] {
  const calls = groups.flatMap(({ panels, calls }) => calls.map((call) => ({ panels, calls: [call] })));
  return calls.flatMap((group, i) => {
    const block = code.block(entry, group);
    return functionText(profiledCall(entry, i), ["batch: i32"], linesOf(block, isLoop(block), written), "export ");
  });
}

function functionText(name: string, params: readonly string[], lines: readonly string[], head = ""): string[] {
  return [`${head}function ${name}(${params.join(", ")}): void {`, ...indent(lines), "}", ""];
}

/** Next values and parts have the address of what they are the next value, or part, of. */
function hasAddress({ inPlaceOf, partOf }: Buffer): boolean {
  return inPlaceOf === undefined && partOf === undefined;
}

/** A constant's name for every buffer, from the model's names. */
function constantNames(buffers: readonly Buffer[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const buffer of buffers.filter(hasAddress)) {
    const base = buffer.name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^(?=[0-9])/, "_");
    let name = `at_${base}`;
    for (let i = 2; taken.has(name); i++) name = `at_${base}_${i}`;
    taken.add(name);
    names.set(buffer.name, name);
  }
  for (const { name, inPlaceOf, partOf } of buffers) {
    const place = inPlaceOf ?? partOf?.buffer;
    if (place !== undefined) names.set(name, names.get(place)!);
  }
  return names;
}
