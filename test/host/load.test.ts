import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { ABI_VERSION, MANIFEST_SECTION } from "../../compiler/5-emit/manifest.ts";
import { HOST_ABI_VERSION, readManifest } from "../../host/check-manifest.ts";
import { InlayError, load } from "../../host/index.ts";
import { FAKE_MANIFEST, fakeCode, fakeModule } from "./fake-module.ts";

async function message(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => expect.fail("it did not throw"),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(InlayError);
  return (error as Error).message;
}

describe("load", () => {
  test("host and compiler agree on the ABI", async () => {
    expect(HOST_ABI_VERSION).toBe(ABI_VERSION);
    expect(MANIFEST_SECTION).toBe("inlay");
    expect(readManifest(await WebAssembly.compile(await fakeModule()))).toEqual(FAKE_MANIFEST);
  });

  test("takes bytes, a buffer, a module, a response and a promise of one", async () => {
    const bytes = await fakeModule();
    const response = () => new Response(bytes);
    for (const source of [
      bytes,
      bytes.buffer,
      await WebAssembly.compile(bytes),
      response(),
      Promise.resolve(response()),
    ]) {
      expect((await load(source)).manifest.model).toBe("fake");
    }
  });

  test("takes a path, a file: URL and an http: URL", async () => {
    const bytes = await fakeModule();
    const folder = await mkdtemp(join(tmpdir(), "inlay-"));
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/m.wasm" ? 200 : 404).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const path = join(folder, "m.wasm");
      await writeFile(path, bytes);
      const { port } = server.address() as { port: number };
      const site = `http://127.0.0.1:${port}`;
      for (const source of [
        path,
        pathToFileURL(path),
        pathToFileURL(path).href,
        new URL("/m.wasm", site),
        `${site}/m.wasm`,
      ]) {
        expect((await load(source)).manifest.simd).toBe("baseline");
        expect((await load(source, { simd: "fastest" })).manifest.simd).toBe("baseline");
      }
      await writeFile(join(folder, "m.relaxed.wasm"), await fakeModule({ simd: "relaxed" }));
      expect((await load(path, { simd: "fastest" })).manifest.simd).toBe("relaxed");
      expect((await load(path)).manifest.simd).toBe("baseline");
      const none = join(folder, "none.wasm");
      expect(await message(load(`${site}/none.wasm`))).toBe(`cannot load ${site}/none.wasm: HTTP 404`);
      expect(await message(load(fetch(`${site}/none.wasm`)))).toBe(`cannot load ${site}/none.wasm: HTTP 404`);
      expect(await message(load(none))).toBe(`cannot load ${none}: ENOENT: no such file or directory, open '${none}'`);
      await writeFile(none, "<!doctype html>");
      expect(await message(load(none))).toMatch(`cannot load ${none}: not a WebAssembly module: `);
      server.close();
      server.closeAllConnections();
      expect(await message(load(`${site}/m.wasm`))).toBe(`cannot load ${site}/m.wasm: fetch failed`);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  test("initialises with the seed", async () => {
    const bytes = await fakeModule();
    expect([...(await load(bytes)).get("bias")]).toEqual([1, 2]);
    const model = await load(bytes, { seed: 3 });
    expect([...model.get("bias")]).toEqual([4, 5]);
    expect(model.counters).toEqual({ step: 0, epoch: 0, position: 0, seed: 3 });
    const embedded = await load(await fakeModule({ weights: "embedded" }), { seed: 3 });
    expect([...embedded.get("bias")]).toEqual([0, 0]);
    expect(await message(load(bytes, { seed: 1.5 }))).toBe("seed 1.5 is not a whole number from 0 to 4294967295");
  });

  test("what is no module of this ABI is an error", async () => {
    const text = new TextEncoder().encode("hello");
    expect(await message(load(text))).toMatch(/^not a WebAssembly module: .*magic/);
    const code = (await fakeCode()) as Uint8Array<ArrayBuffer>;
    expect(await message(load(code))).toBe("not an Inlay module: no section `inlay`");
    expect(await message(load(undefined as never))).toMatch(/^not a WebAssembly module: /);
    expect(await message(load(code, { seeds: 1 } as never))).toBe("no option is called `seeds`");
    expect(await message(load(await fakeModule("{")))).toMatch(/^the manifest is not JSON: /);
    expect(await message(load(await fakeModule("null")))).toMatch(/^the module has ABI version undefined/);
    expect(await message(load(await fakeModule({ abi: 7 })))).toBe("the module has ABI version 7, this host 2");
    expect(await message(load(await fakeModule('{"abi":2}')))).toMatch(/^malformed manifest: /);
    expect(await message(load(await fakeModule({ entryPoints: ["infer", "swap" as "infer"] })))).toBe(
      "malformed manifest: `swap` is not exported",
    );
  });

  test("what lies outside memory, or not aligned, is an error", async () => {
    const [output] = FAKE_MANIFEST.outputs;
    const [weight] = FAKE_MANIFEST.parameters;
    const end = 65536;
    const size = 3 * 32 * 4;
    await load(await fakeModule({ parameters: [{ ...weight!, offset: end - size }] }));
    for (const changes of [
      { parameters: [{ ...weight!, offset: end - size + 4 }] },
      { parameters: [{ ...weight!, offset: -4 }] },
      { parameters: [{ ...weight!, offset: 4098 }] },
    ]) {
      expect(await message(load(await fakeModule(changes)))).toBe(
        "malformed manifest: `weight` does not lie in memory",
      );
    }
    expect(await message(load(await fakeModule({ outputs: [{ ...output!, offset: end - 44 }] })))).toBe(
      "malformed manifest: `scaled` does not lie in memory",
    );
    expect(await message(load(await fakeModule({ loss: { offset: end } })))).toBe(
      "malformed manifest: `loss` does not lie in memory",
    );
    expect(await message(load(await fakeModule({ outputs: [{ ...output!, layout: "panels" }] })))).toBe(
      "malformed manifest: `scaled` does not lie in rows",
    );
  });
});
