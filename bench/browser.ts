/**
 * Contestants' sessions as pages of a headless Chromium: one browser for each set of V8's flags, one page (a process of
 * its own) for each contestant. A server on this machine gives out the bundled page, the peers' WebAssembly and the data.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { HAS_CHROMIUM, type RunningChromium, startChromium } from "../test/browser/chromium.ts";
import type { Contestant } from "./contestants.ts";
import { bundle, packageFile, WASM_FILES } from "./downloads.ts";
import type { Seat } from "./process.ts";
import type { Task } from "./session.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** The clock of a page is as fine as it can be only where the page is isolated. */
const HEADERS = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title><script type="module" src="/page.js"></script>';

/** Pages in the background run like those in front. */
const ALL_IN_FRONT = ["--disable-renderer-backgrounding", "--disable-background-timer-throttling"];

export async function openPages(
  contestants: readonly Contestant[],
  folder: string,
  note: (text: string) => void,
): Promise<Seat[]> {
  if (!HAS_CHROMIUM) throw new Error("the Chromium of @sparticuz/chromium runs on Linux on x64 only");
  const server = await serve(folder);
  const browsers = new Map<string, RunningChromium>();
  const seats: Seat[] = [];
  let open = 0;
  const closeOne = async (page: Page) => {
    await page.close();
    if (--open > 0) return;
    for (const browser of browsers.values()) await browser.close();
    server.close();
  };
  for (const contestant of contestants) {
    const flags = contestant.flags.join(" ");
    if (!browsers.has(flags)) {
      const js = flags === "" ? [] : [`--js-flags=${flags}`];
      browsers.set(flags, await startChromium([...ALL_IN_FRONT, ...js]));
    }
    const { browser } = browsers.get(flags)!;
    const page = await browser.newPage();
    open++;
    try {
      await page.goto(`${server.url}/?runtime=${encodeURIComponent(contestant.runtime)}`);
      await page.waitForFunction("globalThis.session !== undefined", undefined, { timeout: 30_000 });
    } catch (error) {
      note(`without ${contestant.name}: ${(error as Error).message}`);
      await closeOne(page);
      continue;
    }
    const ask = async (method: string, ...args: unknown[]) => {
      const call = `session.then((it) => it.${method}(...${JSON.stringify(args)}))`;
      return page.evaluate(call);
    };
    seats.push({
      contestant,
      ready: `Chromium ${browser.version()}`,
      prepare: (task: Task, check) => ask("prepare", task, check) as Promise<number[]>,
      warm: (task, ms, blockMs) => ask("warm", task, ms, blockMs) as Promise<void>,
      time: (task, ms) => ask("time", task, ms) as Promise<number[]>,
      close: () => closeOne(page),
    });
  }
  return seats;
}

async function serve(folder: string): Promise<{ readonly url: string; close(): void }> {
  const script = await bundle("browser-page.ts");
  const wasm = new Map(
    Object.values(WASM_FILES)
      .flat()
      .map((path) => [basename(path), packageFile(path)]),
  );
  const contents = async (path: string): Promise<Uint8Array | string> => {
    const name = basename(path);
    if (path === "/") return PAGE;
    if (path === "/page.js") return script;
    if (path.startsWith("/wasm/")) return readFile(wasm.get(name) ?? "");
    return readFile(join(folder, name));
  };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const ending = path === "/" ? ".html" : /\.\w+$/.exec(path)?.[0];
    try {
      const body = await contents(path);
      response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[ending ?? ""] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, HEADERS).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
