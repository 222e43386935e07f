/**
 * A headless Chromium from npm packages alone: unpacked into a folder of its own, with the libraries that a bare Linux
 * may lack, and removed at the end.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** The package has a binary for this platform only. */
export const HAS_CHROMIUM = process.platform === "linux" && process.arch === "x64";

/** A container may lack what the sandbox needs, and have next to no shared memory. */
const ARGUMENTS = ["--no-sandbox", "--no-zygote", "--disable-dev-shm-usage", "--disable-gpu"];

export interface RunningChromium {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** `more`: arguments of Chromium besides those that it needs here. */
export async function startChromium(more: readonly string[] = []): Promise<RunningChromium> {
  const before = process.env.TMPDIR;
  const folder = await mkdtemp(join(tmpdir(), "inlay-chromium-"));
  // The package unpacks to the folder for temporary files, and takes what it finds there for whole.
  process.env.TMPDIR = folder;
  const cleanUp = async () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    chromium.setGraphicsMode = false;
    const executablePath = await chromium.executablePath();
    const bin = new URL("../bin/", import.meta.resolve("@sparticuz/chromium"));
    const libraries = await inflate(fileURLToPath(new URL("al2023.tar.br", bin)));
    const browser = await playwright.launch({
      executablePath,
      headless: true,
      args: [...ARGUMENTS, ...more],
      env: {
        ...process.env,
        LD_LIBRARY_PATH: [join(libraries, "lib"), process.env.LD_LIBRARY_PATH ?? []].flat().join(":"),
        FONTCONFIG_PATH: join(folder, "fonts"),
        HOME: folder,
      } as Record<string, string>,
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
