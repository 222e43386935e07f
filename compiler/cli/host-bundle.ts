/**
 * The host runtime and a `load` that knows its module, as one minified file with a place for the module's name; with what
 * only some modules need where these are compiled. The published package has all ready; from source, esbuild (a development
 * dependency) makes them.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What stands in the bundle for the module's name. */
export const MODULE_NAME = "__module__.wasm";

/** What the `load` of a bundle can do besides: a file of the host for each. */
export interface Features {
  readonly wide: boolean;
  readonly threads: boolean;
}

export const PLAIN: Features = { wide: false, threads: false };

/** Where `npm run build` puts them, seen from `dist/compiler/cli/`. */
const READY = new URL("../../host/", import.meta.url);

export function bundleName({ wide, threads }: Features): string {
  return `inlay-host${wide ? "-wide" : ""}${threads ? "-threads" : ""}.min.js`;
}

function entryText({ wide, threads }: Features): string {
  return `
import { load as loadModule } from "./load.ts";
${wide ? `import { loadWide } from "./wide.ts";` : ""}
${threads ? `import { load as loadThreaded } from "./threads.ts";` : ""}
export { InlayError } from "./errors.ts";
const loadLevel = ${wide ? `(source, options) => (options.simd === "wide" ? loadWide : loadModule)(source, options)` : "loadModule"};
export const load = ({ source = new URL("./${MODULE_NAME}", import.meta.url), ...options } = {}) =>
  ${threads ? "options.threads ? loadThreaded(source, options, loadLevel) : " : ""}loadLevel(source, options);
`;
}

export async function hostBundle(features: Features): Promise<string> {
  const ready = new URL(bundleName(features), READY);
  return await readFile(ready, "utf8").catch(() => bundleHost(new URL("../../host/", import.meta.url), features));
}

export async function bundleHost(folder: URL, features: Features): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: entryText(features), resolveDir: fileURLToPath(folder), loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });
  // A line a function: of an uncaught error, engines print the whole line that threw it.
  return outputFiles[0]!.text.replace(/}(?=(async )?function )/g, "}\n");
}
