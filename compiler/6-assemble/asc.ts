/**
 * AssemblyScript text → binary with a name section, by asc in this process under the options of asconfig.json.
 * asc reads every file, asconfig.json included, through the callback below: nothing touches a disk.
 */
import type { DiagnosticMessage } from "assemblyscript/asc";
import asconfig from "../../asconfig.json" with { type: "json" };
import type { SimdLevel } from "../5-emit/manifest.ts";
import { InternalError } from "../support/diagnostic.ts";

const ENTRY = "model.ts";
const OUTPUT = "model.wasm";

/** asc's DiagnosticCategory.Error. */
const ERROR = 3;

export interface AscInput {
  readonly source: string;
  /** asconfig.json has one target a level. */
  readonly simd: SimdLevel;
  /** Memory is this large from the start and never grows. */
  readonly memoryPages: number;
  /** Whether memory is shared and imported, as `env.memory`. */
  readonly shared?: boolean | undefined;
  /** What `source` imports. */
  readonly runtime: ReadonlyMap<string, string>;
}

/** Text that asc rejects was emitted wrongly: an internal error with asc's messages and the lines they are about. */
export async function runAsc({ source, simd, memoryPages, shared, runtime }: AscInput): Promise<Uint8Array> {
  const asc = await import("assemblyscript/asc");
  const files = new Map([...runtime, [ENTRY, source], ["asconfig.json", JSON.stringify(asconfig)]]);
  const errors: string[] = [];
  let binary: Uint8Array | undefined;
  const pages = String(memoryPages);
  const memory = ["--initialMemory", pages, "--maximumMemory", pages];
  if (shared) memory.push("--enable", "threads", "--importMemory", "--sharedMemory");
  const { error } = await asc.main([ENTRY, "--target", simd, "--outFile", OUTPUT, ...memory], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === OUTPUT) binary = contents as Uint8Array;
    },
    listFiles: () => [],
    stdout: { write: () => {} },
    stderr: { write: () => {} },
    reportDiagnostic: (diagnostic) => {
      if (diagnostic.category === ERROR) errors.push(describe(diagnostic, files));
    },
  });
  if (error !== null || binary === undefined) {
    throw new InternalError(`asc rejects the emitted code (${error?.message ?? "no output"})\n${errors.join("\n")}`);
  }
  return binary;
}

/** `model.ts:12:5: Type 'i32' is not assignable…`, then the line. */
function describe({ message, range }: DiagnosticMessage, files: ReadonlyMap<string, string>): string {
  if (range === null) return message;
  const path = range.source.normalizedPath;
  const lines = (files.get(path) ?? "").slice(0, range.start).split("\n");
  const line = files.get(path)?.split("\n")[lines.length - 1] ?? "";
  return `${path}:${lines.length}:${lines.at(-1)!.length + 1}: ${message}\n    ${line.trim()}`;
}
