/** Compiles the cases of kernel-cases.ts at every level → modules in a folder, and what to call in them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cost, costOf } from "../compiler/4-plan/cost-of-call.ts";
import type { Plan } from "../compiler/4-plan/plan.ts";
import { profiledCall } from "../compiler/5-emit/emit.ts";
import { compileText, type SimdLevel } from "../compiler/index.ts";
import type { KernelCase } from "./kernel-cases.ts";
import type { KernelTask } from "./kernel-session.ts";
import type { FactRow } from "./report/rows.ts";

export interface PreparedCase {
  readonly name: string;
  readonly task: KernelTask;
  /** Of a whole entry point the weighted layers alone. */
  readonly cost: Cost;
}

export async function prepareKernels(cases: readonly KernelCase[], levels: readonly SimdLevel[]) {
  const folder = await mkdtemp(join(tmpdir(), "inlay-bench-"));
  const plans = new Map<string, { readonly plan: Plan; readonly file: string }>();
  const prepared: PreparedCase[] = [];
  for (const item of cases) {
    const { text, maxBatch, inferOnly, threads = 1 } = item;
    const key = `${text}/${maxBatch}/${inferOnly}/${threads}`;
    if (!plans.has(key)) {
      const file = `module-${plans.size}`;
      let plan: Plan | undefined;
      for (const simd of levels) {
        const result = await compileText(text, { simd, maxBatch, inferOnly, threads, profile: threads === 1 });
        if (result.module === undefined) throw new Error(`${item.name}: ${result.diagnostics[0]?.message}`);
        await writeFile(join(folder, `${file}.${simd}.wasm`), result.module.wasm);
        plan = result.plan;
      }
      plans.set(key, { plan: plan!, file });
    }
    prepared.push(prepareCase(item, plans.get(key)!));
  }
  return { folder, prepared, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function prepareCase(item: KernelCase, { plan, file }: { plan: Plan; file: string }): PreparedCase {
  const { name, entry, batch, threads = 1, pick, multiplyAdds } = item;
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const calls = plan.entries.find((one) => one.entry === entry)!.groups.flatMap((group) => group.calls);
  const task = { id: name, file, entry, batch, threads };
  if (multiplyAdds !== undefined) return { name, task, cost: { flops: 2 * batch * multiplyAdds, bytes: 0 } };
  if (pick === undefined) {
    const flops = calls
      .filter(({ kind }) => kind === "product")
      .reduce((sum, call) => sum + costOf(call, buffers, batch).flops, 0);
    return { name, task, cost: { flops, bytes: 0 } };
  }
  const call = pick(calls);
  if (call === undefined) throw new Error(`${name}: the plan has no such call`);
  return {
    name,
    task: { ...task, call: profiledCall(entry, calls.indexOf(call)) },
    cost: costOf(call, buffers, batch),
  };
}

/** What the seed weighs at each level. */
export async function measureSizes(text: string, levels: readonly SimdLevel[]): Promise<FactRow[]> {
  const facts: FactRow[] = [];
  for (const level of levels) {
    const whole = await compileText(text, { simd: level });
    const folded = await compileText(text, { simd: level, inferOnly: true });
    facts.push(
      { name: "inference module without weights", level, value: folded.module!.wasm.length, unit: "bytes" },
      { name: "training module", level, value: whole.module!.wasm.length, unit: "bytes" },
      { name: "memory, training at batch 128", level, value: whole.plan!.memoryBytes, unit: "bytes" },
    );
  }
  return facts;
}
