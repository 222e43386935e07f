/**
 * The host runtime and a `load` that knows its module, as one minified file with a place for the module's name. The
 * published package has it ready; from source, esbuild (a development dependency) makes it.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What stands in the bundle for the module's name. */
export const MODULE_NAME = "__module__.wasm";

/** Where `npm run build` puts it, seen from `dist/compiler/cli/`. */
const READY = new URL("../../host/inlay-host.min.js", import.meta.url);

const ENTRY = `
import { load as loadModule } from "./index.ts";
export { InlayError } from "./index.ts";
export const load = ({ source = new URL("./${MODULE_NAME}", import.meta.url), ...options } = {}) =>
  loadModule(source, options);
`;

export async function hostBundle(): Promise<string> {
  return await readFile(READY, "utf8").catch(() => bundleHost(new URL("../../host/", import.meta.url)));
}

export async function bundleHost(folder: URL): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: fileURLToPath(folder), loader: "js" },
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
