/**
 * Loads `m.wide.wasm` in place of `m.wasm`: sets V8's flag where the host can, and checks the module against `m.wasm` first.
 * Where something is missing or differs, the fastest of the other levels is loaded, and the cause told.
 */
import { findDifference } from "./compare-modules.ts";
import { addressAt, compile, type LoadOptions, load, type ModuleSource, read } from "./load.ts";
import type { Model } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";
import { FLAG, revectorize } from "./revectorize.ts";

export async function loadWide<Results extends OutputsOf<Results> = Outputs>(
  source: ModuleSource,
  { warn = console.warn, ...options }: LoadOptions,
): Promise<Model<Results>> {
  const given = await source;
  if (typeof given !== "string" && !(given instanceof URL)) {
    warn("only what is loaded from a URL or a path has a `wide` module beside it: this one runs as it is");
    return load<Results>(given, options);
  }
  const address = `${given}`;
  const wide = addressAt(address, "wide");
  const readAt = async (from: string) => compile(await read(from));
  const { module, note } = await chooseWide(
    () => readAt(wide),
    () => readAt(address),
  );
  const model = await load<Results>(module ?? address, { ...options, simd: "fastest" });
  if (note) warn(module ? `${wide}: ${note}` : `${wide}: ${note}: the ${model.manifest.simd} module runs in its place`);
  return model;
}

export interface Choice {
  /** Not there where it may not be used. */
  readonly module?: WebAssembly.Module;
  /** Why it may not be used, or is not fast. */
  readonly note?: string;
}

/** Sets the flag, then makes the modules and compares them. */
export async function chooseWide(
  wide: () => Promise<WebAssembly.Module>,
  baseline: () => Promise<WebAssembly.Module>,
): Promise<Choice> {
  const flag = revectorize();
  if (flag === "unknown") return { note: `this engine does not know V8's flag ${FLAG}` };
  try {
    const module = await wide();
    const difference = await findDifference(module, await baseline());
    if (difference) return { note: difference };
    if (flag === "set") return { module };
    return { module, note: `runs, but is fast only in a Chromium that was started with --js-flags=${FLAG}` };
  } catch (error) {
    return { note: (error as Error).message };
  }
}
