/** A module trains and predicts in a real Chromium to the same bits as in Node, also under a strict policy. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileSeedModel, firstRows, mnist } from "../end-to-end/mnist-model.ts";
import { HAS_CHROMIUM, type RunningChromium, startChromium } from "./chromium.ts";
import { type File, servePage } from "./serve.ts";
import { type Data, type Trained, trainModel } from "./train-model.ts";

const STRICT = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const PAGE = '<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="/page.js"></script>';

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return outputFiles[0]!.text;
}

describe.runIf(HAS_CHROMIUM)("in Chromium", () => {
  let chromium: RunningChromium;
  let files: Record<string, File>;
  let inNode: Trained;

  beforeAll(async () => {
    const starting = startChromium();
    const module = await compileSeedModel();
    const { image, label } = firstRows(await mnist(module, "test"), 100) as Data;
    files = {
      "/": { type: "text/html", body: PAGE },
      "/page.js": { type: "text/javascript", body: await bundlePage() },
      "/model.wasm": { type: "application/wasm", body: module.wasm },
      "/image": { type: "application/octet-stream", body: bytesOf(image) },
      "/label": { type: "application/octet-stream", body: bytesOf(label) },
    };
    inNode = await trainModel(module.wasm as BufferSource, { image, label });
    chromium = await starting;
  });
  afterAll(() => chromium?.close());

  async function trainInBrowser(policy?: string) {
    const server = await servePage(files, policy);
    const page = await chromium.browser.newPage();
    const failure = new Promise<never>((_, reject) => {
      page.on("pageerror", reject);
    });
    try {
      await page.goto(server.url);
      const results = await Promise.race([server.results, failure]);
      const text = (name: string) => new TextDecoder().decode(results.get(name));
      expect(text("error")).toBe("");
      return { results, mayEvaluate: text("evaluates") === "true" };
    } finally {
      await page.close();
      server.close();
    }
  }

  test.each([
    ["without a policy", undefined],
    ["under a strict policy", STRICT],
  ])("%s: the same losses, parameters and outputs, bit for bit", async (_, policy) => {
    const { results, mayEvaluate } = await trainInBrowser(policy);
    expect(mayEvaluate).toBe(policy === undefined);
    expect(inNode.losses).toHaveLength(20);
    expect(results.get("losses")).toEqual(bytesOf(inNode.losses));
    expect(results.get("probabilities")).toEqual(bytesOf(inNode.probabilities));
    expect(Buffer.compare(results.get("saved")!, inNode.saved)).toBe(0);
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}
