/** `simd: "wide"`: the module is used where the engine runs it right, and otherwise another with a message that names the cause. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { initialSegments } from "../../compiler/5-emit/initial-data.ts";
import { SIMD_LEVELS, type SimdLevel } from "../../compiler/5-emit/manifest.ts";
import { assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import { type CompileOptions, compileText } from "../../compiler/compile.ts";
import { expectationOf, findDifference } from "../../host/compare-modules.ts";
import { load, type Model } from "../../host/node.ts";
import { chooseWide } from "../../host/wide.ts";

const TEXT = `model small {
  input x: f32[batch, 10]
  hidden = dense(x, units: 20, activation: relu)
  normal = batch_norm(hidden)
  logits = dense(normal, units: 3)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = adam(learning_rate: 0.01)
  }
}`;

/** The same places in memory, other results. */
const WRONG = TEXT.replace("softmax(logits)", "softmax(logits * 1.01)");

const ADAM = "adam(learning_rate: 0.01)";

/** What Node is built with decides which way the host goes. */
const KNOWS_FLAG = !!(process.config.variables as Record<string, unknown>).v8_enable_wasm_simd256_revec;

async function compiled(simd: SimdLevel, { text = TEXT, ...options }: CompileOptions & { text?: string } = {}) {
  return (await compileText(text, { simd, maxBatch: 16, ...options })).module!.wasm as Uint8Array<ArrayBuffer>;
}

/** The wide module with a change of its code. */
async function altered(change: (source: string) => string): Promise<Uint8Array<ArrayBuffer>> {
  const { module, plan } = await compileText(TEXT, { simd: "wide", maxBatch: 16 });
  const source = change(module!.source);
  expect(source).not.toBe(module!.source);
  const { wasm } = await assemble(source, {
    simd: "wide",
    memoryPages: Math.ceil(plan!.memoryBytes / 65536),
    manifest: JSON.stringify(module!.manifest),
    segments: initialSegments(plan!, new Map()),
    runtime: loadRuntime(),
  });
  return wasm as Uint8Array<ArrayBuffer>;
}

let folder: string;
const good = new Map<SimdLevel, Uint8Array<ArrayBuffer>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-"));
  for (const level of SIMD_LEVELS) good.set(level, await compiled(level));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function loadIn(name: string, files: Readonly<Partial<Record<SimdLevel, Uint8Array>>>) {
  const path = join(folder, name);
  for (const [level, bytes] of Object.entries(files)) {
    await writeFile(level === "baseline" ? path : path.replace(".wasm", `.${level}.wasm`), bytes);
  }
  const told: string[] = [];
  const model: Model = await load(path, { simd: "wide", seed: 1, warn: (message) => told.push(message) });
  return { simd: model.manifest.simd, told, path: path.replace(".wasm", ".wide.wasm"), model };
}

const all = () => Object.fromEntries(good) as Record<SimdLevel, Uint8Array<ArrayBuffer>>;

describe.runIf(KNOWS_FLAG)("in a Node that knows the flag", () => {
  test("the wide module is loaded, and trains", async () => {
    const { simd, told, model } = await loadIn("all.wasm", all());
    expect({ simd, told }).toEqual({ simd: "wide", told: [] });
    const { loss } = model.trainStep({ x: new Float32Array(40).fill(1), label: [0, 1, 2, 0] });
    expect(loss).toBeGreaterThan(0);
  });

  test("without a wide file, relaxed is", async () => {
    const { wide: _, ...others } = all();
    const { simd, told, path } = await loadIn("missing.wasm", others);
    expect(simd).toBe("relaxed");
    expect(told).toEqual([
      `${path}: ENOENT: no such file or directory, open '${path}': the relaxed module runs in its place`,
    ]);
  });

  test("a wide file that is no module, or of another compilation, is not used; without relaxed, baseline is", async () => {
    const { relaxed: _, ...others } = all();
    const broken = await loadIn("broken.wasm", { ...others, wide: new TextEncoder().encode("hello") });
    expect(broken.simd).toBe("baseline");
    expect(broken.told[0]).toMatch(
      /\.wide\.wasm: not a WebAssembly module: .*: the baseline module runs in its place$/,
    );
    const other = await loadIn("other.wasm", { ...others, wide: await compiled("wide", { maxBatch: 17 }) });
    expect(other.told).toEqual([
      `${other.path}: it is not of the same compilation as the baseline module: the baseline module runs in its place`,
    ]);
  });

  test.each([
    ["infer", "probabilities", { text: WRONG }],
    ["train_step", "hidden.weight", { text: TEXT.replace(ADAM, ADAM.replace("0.01", "0.0101")) }],
  ])("a wide module whose %s is wrong is not used", async (entry, field, options) => {
    const { simd, told, path } = await loadIn(`${entry}.wasm`, { ...all(), wide: await compiled("wide", options) });
    expect(simd).toBe("relaxed");
    const cause = `its ${entry} gives another \`${field}\` than that of the baseline module`;
    expect(told).toEqual([`${path}: ${cause}: the relaxed module runs in its place`]);
  });

  test("a wide module that is wrong after many calls is not used", async () => {
    const wide = await altered((source) =>
      source.replace(
        "export function infer(batch: i32): void {",
        "let calls: i32 = 0;\nexport function infer(batch: i32): void {\nif (++calls > 40 && batch > 1) --batch;",
      ),
    );
    const { simd, told } = await loadIn("later.wasm", { ...all(), wide });
    expect(simd).toBe("relaxed");
    expect(told[0]).toContain("another `probabilities` than that of the baseline module, once it is optimised");
  });

  test("a wide module that V8 cannot optimise but aborts on is not used", async () => {
    const text = TEXT.replace("relu", "elu").replace(
      "softmax(logits)",
      "dense(elu(logits), units: 3, activation: elu)",
    );
    const levels = SIMD_LEVELS.map(async (level) => [level, await compiled(level, { text })] as const);
    const { simd, told, path, model } = await loadIn("elu.wasm", Object.fromEntries(await Promise.all(levels)));
    for (let i = 0; i < 2000; i++) model.trainStep({ x: new Float32Array(40).fill(1), label: [0, 1, 2, 0] });
    expect(simd).toBe("relaxed");
    expect(told).toEqual([`${path}: V8 aborts on it under its flag: the relaxed module runs in its place`]);
  });

  test("a missing baseline module is the error that it always is", async () => {
    const path = join(folder, "none.wasm");
    await expect(load(path, { simd: "wide", warn: () => {} })).rejects.toThrow(`cannot load ${path}: ENOENT`);
  });
});

test.runIf(KNOWS_FLAG)(
  "the flag is set after the baseline module ran, and off again where the wide module is not used",
  async () => {
    // A new one, in which no module is in use yet.
    vi.resetModules();
    const { chooseWide } = await import("../../host/wide.ts");
    const done: string[] = [];
    vi.spyOn(v8, "setFlagsFromString").mockImplementation((flag) => done.push(flag));
    const give = (bytes: Uint8Array<ArrayBuffer>, name: string) => async () => {
      done.push(name);
      return bytes;
    };
    const baseline = give(good.get("baseline")!, "baseline");
    await chooseWide(give(await compiled("wide", { text: WRONG }), "wrong"), baseline);
    const [on, off] = ["--experimental-wasm-revectorize", "--no-experimental-wasm-revectorize"];
    expect(done.splice(0)).toEqual([off, "baseline", "wrong", on, off]);
    await chooseWide(give(good.get("wide")!, "wide"), baseline);
    await chooseWide(give(await compiled("wide", { text: WRONG }), "wrong"), baseline);
    expect(done).toEqual([off, "baseline", "wide", on, off, "baseline", "wrong", on, off]);
  },
);

test("bytes have no module beside them", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect((await load(good.get("baseline")!, { simd: "wide" })).manifest.simd).toBe("baseline");
  expect(warn.mock.calls).toEqual([
    ["only what is loaded from a URL or a path has a `wide` module beside it: this one runs as it is"],
  ]);
});

test("an engine without the flag gets relaxed", async () => {
  const { getBuiltinModule } = process;
  vi.stubGlobal("process", { getBuiltinModule, config: { variables: {} } });
  const { simd, told, path } = await loadIn("unknown.wasm", all());
  expect(simd).toBe("relaxed");
  const cause = "this engine does not know V8's flag --experimental-wasm-revectorize";
  expect(told).toEqual([`${path}: ${cause}: the relaxed module runs in its place`]);
});

test("in a page the module is used if it is right, with the message that speed needs the flag", async () => {
  vi.stubGlobal("process", undefined);
  const baseline = async () => good.get("baseline")!;
  const { module: chosen, note } = await chooseWide(async () => good.get("wide")!, baseline);
  expect(chosen).toBeInstanceOf(WebAssembly.Module);
  expect(note).toMatch(/only in a Chromium that was started with --js-flags=--experimental-wasm-revectorize$/);
  const wrong = await compiled("wide", { text: WRONG });
  expect(await chooseWide(async () => wrong, baseline)).toEqual({
    note: "its infer gives another `probabilities` than that of the baseline module",
  });
});

test("what differs by the last bits alone is no difference", async () => {
  // A gradient of 0 in truth, which Adam turns into a whole step of either sign: that of the bias ahead of a batch norm.
  const text = TEXT.replace("activation: relu", "activation: none");
  const modules = await Promise.all(
    SIMD_LEVELS.map(async (simd) => WebAssembly.compile(await compiled(simd, { text }))),
  );
  for (const module of modules) expect(await findDifference(module, await expectationOf(modules[0]!))).toBeUndefined();
});
