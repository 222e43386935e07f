/** A model's file → its compiled module, for the commands that need one; diagnostics go to stderr. */
import type { CompiledModule, CompileOptions, CompileResult } from "../compile.ts";
import { readText } from "../interchange/files.ts";
import { Reported, reportDiagnostics } from "./report.ts";

export type Compiled = CompileResult & { readonly module: CompiledModule };

/** Ends the command where the model has errors. */
export async function compileModel(path: string, options: CompileOptions): Promise<Compiled> {
  const text = await readText(path);
  // The assembler takes a third of a second to import: not before it is needed.
  const { compileText } = await import("../compile.ts");
  const result = await compileText(text, { path, ...options });
  reportDiagnostics(result.diagnostics);
  const { module } = result;
  if (module === undefined) throw new Reported();
  return { ...result, module };
}
