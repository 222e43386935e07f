/** The host as users download it: alone, and in the loader beside a compiled module. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleHost, MODULE_NAME, PLAIN } from "../../compiler/cli/host-bundle.ts";
import { moduleTypes } from "../../compiler/cli/module-loader.ts";
import { FAKE_MANIFEST, fakeModule } from "./fake-module.ts";

const BUDGET = 6 * 1024;

/** Loaded only when they are asked for. */
const LATER = ["./wide.ts", "./threads.ts"];

let folder: string;
let loader: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-"));
  loader = await bundleHost(new URL("../../host/", import.meta.url), PLAIN);
  await writeFile(join(folder, "m.mjs"), loader.replace(MODULE_NAME, "m.wasm"));
  await writeFile(join(folder, "m.wasm"), await fakeModule());
  await writeFile(join(folder, "other.wasm"), await fakeModule({ model: "other" }));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(script: string) {
  const path = join(folder, "script.mjs");
  await writeFile(path, script);
  return spawnSync(process.execPath, [path], { encoding: "utf8" });
}

describe("the host as it is shipped", () => {
  test("is at most 6 KiB minified and gzipped, and imports nothing but what is asked for at run time", async () => {
    const { outputFiles, warnings } = await build({
      entryPoints: ["host/index.ts"],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "silent",
      external: LATER,
    });
    expect(warnings).toEqual([]);
    const host = outputFiles[0]!.text;
    for (const file of LATER) expect(host).toContain(`import("${file}")`);
    for (const code of [host, loader]) {
      expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(BUDGET);
      expect(code.replaceAll(/import\("\.\/(wide|threads)\.ts"\)/g, "")).not.toMatch(/\bimport\b(?!\.meta)/);
    }
  });

  test("the loader beside a wide module takes 2 KiB more, imports nothing, and loads that module", async () => {
    const code = await bundleHost(new URL("../../host/", import.meta.url), { ...PLAIN, wide: true });
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(BUDGET + 2048);
    expect(code).not.toMatch(/\bimport\b(?!\.meta)/);
    await writeFile(join(folder, "both.mjs"), code.replace(MODULE_NAME, "both.wasm"));
    await writeFile(join(folder, "both.wasm"), await fakeModule());
    await writeFile(join(folder, "both.wide.wasm"), await fakeModule({ simd: "wide" }));
    const { stdout } = await run(`
      import { load } from "./both.mjs";
      const model = await load({ simd: "wide", warn: (message) => console.log("told:", message.replace(/.*: /, "")) });
      console.log(model.manifest.simd, (await load()).manifest.simd);`);
    expect(stdout).toMatch(/^(wide|told: the baseline module runs in its place\nbaseline) baseline\n$/);
  });

  test("loads the module beside it, or another source", async () => {
    const { stdout, stderr } = await run(`
      import { load } from "./m.mjs";
      const { model } = (await load({ source: new URL("other.wasm", import.meta.url), seed: 1 })).manifest;
      console.log(model, (await load({ seed: 1 })).predict({ x: [1, 2, 3] }).scaled.join());`);
    expect(stderr).toBe("");
    expect(stdout).toBe("other 2,4,6\n");
  });

  test("starts in Node without all that `fetch` needs, which would take longer than the rest", async () => {
    const { stdout, stderr } = await run(`
      for (const name of ["Response", "Request", "Headers", "fetch"]) {
        Object.defineProperty(globalThis, name, { get: () => console.log("loads", name) });
      }
      const { load } = await import("./m.mjs");
      console.log((await load()).predict({ x: [1, 2, 3] }).scaled.join());`);
    expect(stderr).toBe("");
    expect(stdout).toBe("1,2,3\n");
  });

  test("its types say the outputs and the source", () => {
    const types = moduleTypes(FAKE_MANIFEST, PLAIN);
    expect(types).toContain("readonly scaled: Float32Array;");
    expect(types).toContain("readonly source?:");
    expect(types).toContain('readonly simd?: "baseline" | "fastest";');
    expect(moduleTypes(FAKE_MANIFEST, { ...PLAIN, wide: true })).toContain(
      'readonly simd?: "baseline" | "fastest" | "wide";',
    );
  });

  test("an uncaught error shows a short line, and the class by its name", async () => {
    const { stderr } = await run(`
      import { load } from "./m.mjs";
      (await load()).predict({});`);
    expect(stderr).toMatch(/^InlayError: input `x` is missing$/m);
    expect(Math.max(...stderr.split("\n").map((line) => line.length))).toBeLessThan(200);
  });
});
