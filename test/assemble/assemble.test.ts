import { beforeAll, describe, expect, test } from "vitest";
import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { ARENA_BASE, assemble } from "../../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../../compiler/6-assemble/load-runtime.ts";
import { dropZeros } from "../../compiler/6-assemble/segments.ts";
import { InternalError } from "../../compiler/support/diagnostic.ts";
import { KERNELS_SOURCE } from "../runtime-as/kernels.ts";

const SOURCE = `import { exp, madd } from "./runtime-as/index";
export function infer(batch: i32): void {
  if (batch > 4) unreachable();
  v128.store(64, madd(exp(v128.load(64)), f32x4.splat(2), v128.load(80)));
}`;

const MANIFEST = '{"abi":2,"model":"größe"}';

const runtime = loadRuntime();

function build(source: string, options: Partial<Parameters<typeof assemble>[1]> = {}) {
  return assemble(source, { simd: "baseline", memoryPages: 3, segments: [], runtime, ...options });
}

function compile(wasm: Uint8Array): WebAssembly.Module {
  return new WebAssembly.Module(wasm as BufferSource);
}

function memoryOf(wasm: Uint8Array): Uint8Array {
  const { exports } = new WebAssembly.Instance(compile(wasm));
  return new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
}

describe("assemble", () => {
  describe.each(SIMD_LEVELS)("%s", (simd) => {
    let wasm: Uint8Array;
    let wat: () => string;
    beforeAll(async () => {
      ({ wasm, wat } = await build(SOURCE, { simd, manifest: MANIFEST }));
    });

    test("has no imports, and exports what the source does and its memory", () => {
      const module = compile(wasm);
      expect(WebAssembly.Module.imports(module)).toEqual([]);
      expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(["infer", "memory"]);
    });

    test("holds the manifest and no names", () => {
      const module = compile(wasm);
      const [section] = WebAssembly.Module.customSections(module, "inlay");
      expect(new TextDecoder().decode(section)).toBe(MANIFEST);
      for (const name of ["name", "producers", "target_features", "sourceMappingURL"]) {
        expect(WebAssembly.Module.customSections(module, name)).toEqual([]);
      }
    });

    test("has a memory of exactly the size asked for", () => {
      const { exports } = new WebAssembly.Instance(compile(wasm));
      const memory = exports.memory as WebAssembly.Memory;
      expect(memory.buffer.byteLength).toBe(3 * 65536);
      expect(() => memory.grow(1)).toThrow();
    });

    test("uses relaxed instructions above the baseline only", () => {
      expect(wat().includes("relaxed_madd")).toBe(simd !== "baseline");
    });

    test("traps where the code says so", () => {
      const { exports } = new WebAssembly.Instance(compile(wasm));
      const infer = exports.infer as (batch: number) => void;
      infer(4);
      expect(() => infer(5)).toThrow(WebAssembly.RuntimeError);
    });

    test("gives the same bytes again", async () => {
      expect((await build(SOURCE, { simd, manifest: MANIFEST })).wasm).toEqual(wasm);
    });

    test("runtime-as needs no static data and no imports", async () => {
      const all = await build(KERNELS_SOURCE, { simd });
      expect(WebAssembly.Module.imports(compile(all.wasm))).toEqual([]);
      expect(memoryOf(all.wasm).every((byte) => byte === 0)).toBe(true);
      console.log(`every kernel of runtime-as at ${simd}: ${all.wasm.length} bytes`);
    });
  });

  test("fills memory from segments", async () => {
    const first = Uint8Array.from({ length: 500 }, (_, i) => (i % 100 < 40 ? i : 0));
    const second = Uint8Array.of(1, 2, 3);
    const end = 3 * 65536 - 3;
    const { wasm, wat } = await build(SOURCE, {
      segments: [
        { offset: ARENA_BASE, data: first },
        { offset: end, data: second },
      ],
    });
    const memory = memoryOf(wasm);
    expect(memory.slice(ARENA_BASE, ARENA_BASE + 500)).toEqual(first);
    expect(memory.slice(end)).toEqual(second);
    expect(wat()).toContain("(data");
  });

  test("names stay in the text", async () => {
    const { wat } = await build(KERNELS_SOURCE);
    expect(wat()).toContain("$runtime-as/softmax/softmax ");
  });

  test("times each step", async () => {
    const { timings } = await build(SOURCE);
    expect(Object.keys(timings)).toEqual(["load tools", "asc", "binaryen"]);
  });

  test("a type error in emitted code is an internal error that shows the line", async () => {
    const source = "export function infer(batch: i32): void {\n  let a: v128 = batch;\n  missing();\n}";
    const error = await build(source).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InternalError);
    const { message } = error as InternalError;
    expect(message).toContain("model.ts:2:17: Type 'i32' is not assignable to type 'v128'.\n    let a: v128 = batch;");
    expect(message).toContain("model.ts:3:3: Cannot find name 'missing'.");
  });

  test("a missing runtime file is an internal error", async () => {
    await expect(build('import { x } from "./runtime-as/none";\nexport function f(): void { x(); }')).rejects.toThrow(
      /File 'runtime-as\/none.ts' not found/,
    );
  });

  test("static data in emitted code is an internal error", async () => {
    const source = "const table: StaticArray<f32> = [1, 2, 3];\nexport function f(i: i32): f32 { return table[i]; }";
    await expect(build(source)).rejects.toThrow(/static data/);
  });

  test("an import in emitted code is an internal error", async () => {
    const source = '@external("env", "f") declare function f(): void;\nexport function g(): void { f(); }';
    await expect(build(source)).rejects.toThrow(/imports .* from env/);
  });

  test.each([
    { offset: 0, length: 4 },
    { offset: 3 * 65536 - 3, length: 4 },
  ])("a segment outside the arena ($offset) is an internal error", async ({ offset, length }) => {
    const segments = [{ offset, data: new Uint8Array(length).fill(1) }];
    await expect(build(SOURCE, { segments })).rejects.toThrow(/outside the arena/);
  });
});

describe("dropZeros", () => {
  const restore = (segments: ReturnType<typeof dropZeros>, size: number) => {
    const memory = new Uint8Array(size);
    for (const { offset, data } of segments) memory.set(data, offset);
    return memory;
  };

  test("splits at runs of 32 zeros and more, and trims the ends", () => {
    const data = new Uint8Array(200);
    for (const i of [10, 42, 75, 199]) data[i] = 1; // 31, 32 and 123 zeros between them
    const pieces = dropZeros([{ offset: 0, data }]);
    expect(pieces.map((piece) => [piece.offset, piece.data.length])).toEqual([
      [10, 33],
      [75, 1],
      [199, 1],
    ]);
    expect(restore(pieces, 200)).toEqual(data);
  });

  test("all zeros, or nothing, needs no segment", () => {
    expect(dropZeros([{ offset: 64, data: new Uint8Array(1000) }])).toEqual([]);
    expect(dropZeros([{ offset: 64, data: new Uint8Array(0) }])).toEqual([]);
  });

  test("stays below the engines' limit on segments", () => {
    const data = new Uint8Array(40 * 200_000);
    for (let i = 0; i < data.length; i += 40) data[i] = 1;
    const pieces = dropZeros([{ offset: 0, data }]);
    expect(pieces.length).toBeLessThan(100_000);
    expect(Buffer.compare(restore(pieces, data.length), data)).toBe(0);
  });
});
