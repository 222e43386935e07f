/** In a Chromium that was started with V8's flag, the wide module passes the host's check and trains as the baseline module in Node. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { load } from "../../host/index.ts";
import { FLAG } from "../../host/revectorize.ts";
import { compileSeedModel, firstRows, mnist } from "../end-to-end/mnist-model.ts";
import { HAS_CHROMIUM, startChromium } from "./chromium.ts";
import { servePage } from "./serve.ts";
import type { Data } from "./train-model.ts";

const PAGE = '<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="/page.js"></script>';

test.runIf(HAS_CHROMIUM)("a page's wide module is checked, and the page told about the flag", async () => {
  const starting = startChromium([`--js-flags=${FLAG}`]);
  const [baseline, wide] = [await compileSeedModel(), await compileSeedModel({ simd: "wide" })];
  const data = firstRows(await mnist(baseline, "test"), 100) as Data;
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("wide-page.ts", import.meta.url))],
    ...{ bundle: true, minify: true, write: false, format: "esm", target: "es2022" },
  });
  const server = await servePage({
    "/": { type: "text/html", body: PAGE },
    "/page.js": { type: "text/javascript", body: outputFiles[0]!.text },
    "/model.wasm": { type: "application/wasm", body: baseline.wasm },
    "/model.wide.wasm": { type: "application/wasm", body: wide.wasm },
    "/image": { type: "application/octet-stream", body: new Uint8Array(data.image.slice().buffer) },
    "/label": { type: "application/octet-stream", body: new Uint8Array(data.label.slice().buffer) },
  });
  const chromium = await starting;
  try {
    const page = await chromium.browser.newPage();
    await page.goto(server.url);
    const results = await server.results;
    const text = (name: string) => new TextDecoder().decode(results.get(name));
    expect(text("error")).toBe("");
    const { simd, told, losses } = JSON.parse(text("result"));
    expect(simd).toBe("wide");
    const where = `${server.url}model.wide.wasm`;
    expect(told).toEqual([`${where}: runs, but is fast only in a Chromium that was started with --js-flags=${FLAG}`]);

    const model = await load(baseline.wasm as BufferSource, { seed: 1 });
    const expected: number[] = [];
    for await (const { loss } of model.fit({ ...data }, { steps: 200, batchSize: 32, seed: 1 })) expected.push(loss);
    expect(losses).toHaveLength(200);
    // Differences of the last bits grow with the steps.
    const offs = expected.map((loss, i) => Math.abs(losses[i] - loss) / expected[0]!);
    expect(Math.max(...offs.slice(0, 10))).toBeLessThan(2e-5);
    expect(Math.max(...offs)).toBeLessThan(1e-2);
  } finally {
    await chromium.close();
    server.close();
  }
});
