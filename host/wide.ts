/**
 * Loads `m.wide.wasm` in place of `m.wasm`: sets V8's flag where the host can, and checks the module against `m.wasm` first.
 * Where something is missing or differs, the fastest of the other levels is loaded, and the cause told.
 */
import { expectationOf, findDifference } from "./compare-modules.ts";
import { addressAt, bytesOf, compile, type LoadOptions, load, type ModuleSource, read } from "./load.ts";
import type { Model } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";
import { canRevectorize, FLAG, revectorize, survivesRevectorizer } from "./revectorize.ts";

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
  const { module, note } = await chooseWide(
    async () => bytesOf(await read(wide)),
    async () => bytesOf(await read(address)),
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

/** Whether Node was started with the flag, which then stays. */
const given = globalThis.process?.execArgv?.includes(FLAG) ?? false;

/**
 * Runs the baseline module, sees that V8 can make code of the wide one, sets the flag, and compares what that module does then.
 * What is compiled without need of the flag, or in the wide module's place, is compiled without it.
 */
export async function chooseWide(
  wide: () => Promise<BufferSource>,
  baseline: () => Promise<BufferSource>,
): Promise<Choice> {
  const can = canRevectorize();
  if (can === "unknown") return { note: `this engine does not know V8's flag ${FLAG}` };
  const setFlag = (on: boolean) => can === "yes" && !given && revectorize(on);
  setFlag(false);
  try {
    const known = await baseline();
    const bytes = await wide();
    // The baseline module's code, too, may be optimised when the flag is set.
    if (can === "yes" && !(await survivesRevectorizer(known, bytes))) return { note: "V8 aborts on it under its flag" };
    const expectation = await expectationOf(await compile(known));
    setFlag(true);
    const module = await compile(bytes);
    const difference = await findDifference(module, expectation);
    if (difference === undefined && can === "yes") return { module };
    if (difference === undefined) {
      return { module, note: `runs, but is fast only in a Chromium that was started with --js-flags=${FLAG}` };
    }
    setFlag(false);
    return { note: difference };
  } catch (error) {
    setFlag(false);
    return { note: (error as Error).message };
  }
}
