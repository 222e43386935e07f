/** A model's file → what the compiler makes of it, for the commands that need that; diagnostics go to stderr. */
import { readFileSync, realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Plan } from "../4-plan/plan.ts";
import type { CompiledModule, CompileOptions, CompileResult } from "../compile.ts";
import { readText } from "../interchange/files.ts";
import { weightsIn } from "../interchange/safetensors.ts";
import type { Graph } from "../ir/graph.ts";
import { UserError } from "../support/diagnostic.ts";
import { Reported, reportDiagnostics } from "./report.ts";

export type Planned = CompileResult & { readonly graph: Graph; readonly plan: Plan };

export type Compiled = Planned & { readonly module: CompiledModule };

/** Every stage but the assembler. Ends the command where the model has errors. */
export async function planModelFile(path: string, options: CompileOptions): Promise<Planned> {
  return run(path, { ...options, assemble: false });
}

/** The same with the module. */
export async function compileModel(path: string, options: CompileOptions): Promise<Compiled> {
  return (await run(path, options)) as Compiled;
}

/** The same for another level of a model that was compiled before: what there is to say about it was said. */
export async function compileAgain(path: string, options: CompileOptions): Promise<Compiled> {
  return (await runQuietly(path, options)) as Compiled;
}

/** A model's text. */
export async function readModel(path: string): Promise<string> {
  if (path.endsWith(".wasm")) throw new UserError(`${path} is a compiled module, not a model's text`);
  return readText(path);
}

/** Reads the files that the model at `path` names, of blocks and of tensors, by paths from its folder. */
export function readersBeside(path: string): Pick<CompileOptions, "readFile" | "readWeights"> {
  const read = (named: string) => readFileSync(resolve(dirname(path), named));
  // Through links, too, an import stays in the model's folder.
  const isInside = (named: string) =>
    !relative(realpathSync(dirname(path)), realpathSync(resolve(dirname(path), named))).startsWith("..");
  return {
    readFile(named) {
      try {
        return isInside(named) ? new TextDecoder("utf-8", { fatal: true }).decode(read(named)) : undefined;
      } catch {
        return undefined;
      }
    },
    readWeights(named) {
      let bytes: Uint8Array;
      try {
        bytes = read(named);
      } catch (error) {
        throw new UserError(`cannot read ${named}: ${(error as NodeJS.ErrnoException).code ?? error}`);
      }
      return weightsIn(bytes, named);
    },
  };
}

async function run(path: string, options: CompileOptions): Promise<Planned> {
  const result = await runQuietly(path, options);
  reportDiagnostics(result.diagnostics);
  const { graph, plan } = result;
  if (graph === undefined || plan === undefined) throw new Reported();
  return { ...result, graph, plan };
}

async function runQuietly(path: string, options: CompileOptions): Promise<CompileResult> {
  const text = await readModel(path);
  // The assembler takes a third of a second to import: not before it is needed.
  const { compileText } = await import("../compile.ts");
  return compileText(text, { path, ...readersBeside(path), ...options });
}
