/**
 * The host runtime and a `load` that knows its module, as one minified file with a place for the module's name; with `wide`
 * only for modules that are compiled so. The published package has both ready; from source, esbuild (a development
 * dependency) makes them.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What stands in the bundle for the module's name. */
export const MODULE_NAME = "__module__.wasm";

export const BUNDLES = { plain: "inlay-host.min.js", wide: "inlay-host-wide.min.js" } as const;

export type Bundle = keyof typeof BUNDLES;

/** Where `npm run build` puts them, seen from `dist/compiler/cli/`. */
const READY = new URL("../../host/", import.meta.url);

const LOADER = `
export { InlayError } from "./errors.ts";
export const load = ({ source = new URL("./${MODULE_NAME}", import.meta.url), ...options } = {}) =>
`;

const ENTRIES: Readonly<Record<Bundle, string>> = {
  plain: `import { load as loadModule } from "./load.ts";${LOADER} loadModule(source, options);`,
  wide: `import { load as loadModule } from "./load.ts";
    import { loadWide } from "./wide.ts";${LOADER} (options.simd === "wide" ? loadWide : loadModule)(source, options);`,
};

export async function hostBundle(bundle: Bundle): Promise<string> {
  const ready = new URL(BUNDLES[bundle], READY);
  return await readFile(ready, "utf8").catch(() => bundleHost(new URL("../../host/", import.meta.url), bundle));
}

export async function bundleHost(folder: URL, bundle: Bundle): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: ENTRIES[bundle], resolveDir: fileURLToPath(folder), loader: "js" },
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
