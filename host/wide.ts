/**
 * Loads `m.wide.wasm` in place of `m.wasm`: sets V8's flag where the host can, and checks the module against `m.wasm` first.
 * Where something is missing or differs, the fastest of the other levels is loaded, and the cause told.
 */
import { expectationOf, findDifference } from "./compare-modules.ts";
import { addressAt, compile, type LoadOptions, load, type ModuleSource, read } from "./load.ts";
import type { Model } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";
import { canRevectorize, FLAG, revectorize } from "./revectorize.ts";

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

/** Whether the flag is to stay: it was there from the start, or a module runs with it. */
let stays = globalThis.process?.execArgv?.includes(FLAG) ?? false;

/** Runs the baseline module, sets the flag, and compares what the wide module does then. */
export async function chooseWide(
  wide: () => Promise<WebAssembly.Module>,
  baseline: () => Promise<WebAssembly.Module>,
): Promise<Choice> {
  const can = canRevectorize();
  if (can === "unknown") return { note: `this engine does not know V8's flag ${FLAG}` };
  try {
    const expectation = await expectationOf(await baseline());
    if (can === "yes") revectorize(true);
    const module = await wide();
    const difference = await findDifference(module, expectation);
    if (difference) return refuse(difference);
    stays = true;
    if (can === "yes") return { module };
    return { module, note: `runs, but is fast only in a Chromium that was started with --js-flags=${FLAG}` };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** What runs in its place should not be made by the same means. */
function refuse(note: string): Choice {
  if (!stays && canRevectorize() === "yes") revectorize(false);
  return { note };
}
