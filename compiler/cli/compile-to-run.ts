/**
 * A model's file → a module of the level asked for that this process is to run. `wide` needs V8's flag and a module that gives
 * what the baseline module gives; else `relaxed` takes its place, and the cause is told.
 */
import { chooseWide } from "../../host/wide.ts";
import type { CompileOptions } from "../compile.ts";
import { type Compiled, compileAgain, compileModel } from "./compile-model.ts";
import { warn } from "./report.ts";

export async function compileToRun(path: string, options: CompileOptions): Promise<Compiled> {
  const compiled = await compileModel(path, options);
  if (options.simd !== "wide") return compiled;
  const { module, note } = await chooseWide(
    async () => compiled.module.wasm as BufferSource,
    async () => (await compileAgain(path, { ...options, simd: "baseline" })).module.wasm as BufferSource,
  );
  if (module !== undefined) return compiled;
  warn(`${path} is compiled to relaxed instead of wide: ${note}`);
  return compileAgain(path, { ...options, simd: "relaxed" });
}
