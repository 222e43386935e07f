/** What `compile` shows of the way: --emit, --print-after, --dump-dir and --time-passes. Also when a later stage fails. */
import { join } from "node:path";
import type { CompileOptions, Timing } from "../compile.ts";
import { writeWhole } from "../interchange/files.ts";
import type { Graph } from "../ir/graph.ts";
import { printGraph } from "../ir/print.ts";
import { UserError } from "../support/diagnostic.ts";

export const STAGES = ["ast", "graph", "plan", "as", "wat", "wasm"] as const;

export interface TraceOptions {
  readonly emit?: (typeof STAGES)[number];
  readonly printAfter?: string;
  readonly dumpDir?: string;
  readonly timePasses?: boolean;
  readonly output?: string;
}

export interface Trace {
  /** What the compiler calls as it goes. */
  readonly hooks: Pick<CompileOptions, "onStage" | "onPass">;
  /** Writes what was gathered; called however the compilation ended. */
  finish(): Promise<void>;
  /** Throws where --print-after named a pass that did not run. */
  checkPass(): void;
  printTimes(timings: readonly Timing[]): void;
}

const ENDINGS: Readonly<Record<string, string>> = { ast: "txt", graph: "ir", plan: "txt", as: "as", wat: "wat" };

export function newTrace({ emit, printAfter, dumpDir, output }: TraceOptions): Trace {
  const files: { readonly name: string; readonly text: string }[] = [];
  const passes: { readonly name: string; readonly entry: string; readonly ms: number }[] = [];
  let emitted: string | undefined;
  const dump = (name: string, text: string): void => {
    files.push({ name: `${String(files.length).padStart(2, "0")}-${name}`, text });
  };

  const onStage = (stage: string, text: () => string): void => {
    if (stage === emit) emitted = text();
    if (dumpDir !== undefined) dump(`${stage}.${ENDINGS[stage]}`, text());
  };
  const onPass = (pass: string, graph: Graph, ms: number): void => {
    passes.push({ name: pass, entry: graph.entry, ms });
    if (printAfter === pass || printAfter === "all") {
      process.stdout.write(`// ${graph.entry} after ${pass}\n${printGraph(graph).trimEnd()}\n\n`);
    }
    if (dumpDir !== undefined) dump(`${graph.entry}-${pass}.ir`, printGraph(graph));
  };

  return {
    hooks: { onStage, onPass },
    async finish() {
      if (emitted !== undefined && output === undefined) process.stdout.write(`${emitted.trimEnd()}\n`);
      else if (emitted !== undefined) await writeWhole(output!, `${emitted.trimEnd()}\n`);
      if (dumpDir === undefined) return;
      for (const { name, text } of files) await writeWhole(join(dumpDir, name), text);
    },
    checkPass() {
      const names = [...new Set(passes.map(({ name }) => name))];
      if (printAfter === undefined || printAfter === "all" || names.includes(printAfter)) return;
      throw new UserError(`no pass ${printAfter} ran; the passes were ${names.join(", ")}`);
    },
    printTimes(timings) {
      const line = (name: string, ms: number): string => `${ms.toFixed(1).padStart(8)} ms  ${name}\n`;
      for (const { stage, ms } of timings) {
        process.stdout.write(line(stage, ms));
        if (stage !== "passes") continue;
        for (const pass of passes) process.stdout.write(line(`  ${pass.entry}: ${pass.name}`, pass.ms));
      }
    },
  };
}
