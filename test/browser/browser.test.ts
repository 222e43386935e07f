/** A module trains and predicts in a real Chromium to the same bits as in Node, also under a strict policy and on threads. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileSeedModel, firstRows, mnist } from "../end-to-end/mnist-model.ts";
import { HAS_CHROMIUM, type RunningChromium, startChromium } from "./chromium.ts";
import { type File, servePage } from "./serve.ts";
import { type Data, type Trained, trainModel } from "./train-model.ts";

const STRICT = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const PAGE = '<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="/page.js"></script>';

/** What makes a page cross-origin isolated, so that it has shared memory. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

async function bundlePage(script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
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
      "/page.js": { type: "text/javascript", body: await bundlePage("page.ts") },
      "/model.wasm": { type: "application/wasm", body: module.wasm },
      "/image": { type: "application/octet-stream", body: bytesOf(image) },
      "/label": { type: "application/octet-stream", body: bytesOf(label) },
    };
    inNode = await trainModel(module.wasm as BufferSource, { image, label });
    chromium = await starting;
  });
  afterAll(() => chromium?.close());

  async function resultsOf(served: typeof files, headers: Readonly<Record<string, string>>) {
    const server = await servePage(served, headers);
    const page = await chromium.browser.newPage();
    const failure = new Promise<never>((_, reject) => {
      page.on("pageerror", reject);
    });
    try {
      await page.goto(server.url);
      const results = await Promise.race([server.results, failure]);
      return { results, text: (name: string) => new TextDecoder().decode(results.get(name)) };
    } finally {
      await page.close();
      server.close();
    }
  }

  test.each([
    ["without a policy", undefined],
    ["under a strict policy", STRICT],
  ])("%s: the same losses, parameters and outputs, bit for bit", async (_, policy) => {
    const { results, text } = await resultsOf(files, policy === undefined ? {} : { "content-security-policy": policy });
    expect(text("error")).toBe("");
    expect(text("evaluates")).toBe(String(policy === undefined));
    expectTrained(results);
  });

  function expectTrained(results: ReadonlyMap<string, Uint8Array>): void {
    expect(inNode.losses).toHaveLength(20);
    expect(results.get("losses")).toEqual(bytesOf(inNode.losses));
    expect(results.get("probabilities")).toEqual(bytesOf(inNode.probabilities));
    expect(Buffer.compare(results.get("saved")!, inNode.saved)).toBe(0);
  }

  describe("on two threads", () => {
    let threaded: typeof files;
    beforeAll(async () => {
      const { wasm } = await compileSeedModel({ threads: 2 });
      threaded = {
        ...files,
        "/page.js": { type: "text/javascript", body: await bundlePage("threads-page.ts") },
        "/model.threads.wasm": { type: "application/wasm", body: wasm },
      };
    });

    test.each([
      ["without a policy", ISOLATED],
      ["under a strict policy", { ...ISOLATED, "content-security-policy": `${STRICT}; worker-src 'self' blob:` }],
    ])("a worker of an isolated page, %s: the same again", async (_, headers) => {
      const { results, text } = await resultsOf(threaded, headers);
      expect(text("page")).toMatch(/own thread may not wait for others: load a model with threads in a worker$/);
      expect(text("worker")).toBe("");
      expectTrained(results);
    });

    test("a policy that forbids the workers is named", async () => {
      const policy = { ...ISOLATED, "content-security-policy": `${STRICT}; worker-src 'self'` };
      const { text } = await resultsOf(threaded, policy);
      expect(text("worker")).toMatch(/a worker for a thread did not start: .*`worker-src blob:`$/);
    });

    test("a page that is not isolated is told which headers it lacks", async () => {
      const { text } = await resultsOf(threaded, {});
      for (const place of ["page", "worker"]) {
        expect(text(place)).toMatch(/`Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy/);
      }
    });
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}
