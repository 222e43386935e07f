/** The custom section `inlay` of a module → its manifest, checked as far as the host relies on it. */
import type { Manifest } from "../compiler/5-emit/manifest.ts";
import { fail } from "./errors.ts";
import { extentAt, VIEWS } from "./layout.ts";

/** The version of the ABI that this host speaks: the same number as in the compiler's manifest.ts. */
export const HOST_ABI_VERSION = 1;

export function readManifest(module: WebAssembly.Module): Manifest {
  const [section] = WebAssembly.Module.customSections(module, "inlay");
  if (!section) fail("not an Inlay module: it has no custom section `inlay`");
  let manifest: Manifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(section));
  } catch (error) {
    fail(`the manifest is not JSON: ${(error as Error).message}`);
  }
  if (manifest?.abi !== HOST_ABI_VERSION) {
    fail(`the module has ABI version ${manifest?.abi}, this host ${HOST_ABI_VERSION}: use the host of its compiler`);
  }
  return manifest;
}

/** Every entry point is exported, and every field lies in memory, where it is aligned. */
export function checkManifest(manifest: Manifest, exports: WebAssembly.Exports): void {
  const { inputs, outputs, parameters, states, metrics, loss, maxBatch } = manifest;
  const check = (name: string, offset: number, bytes = 4, align = 4) => {
    if (!(offset >= 0 && offset % align === 0 && offset + bytes <= byteLength)) {
      fail(`\`${name}\` does not lie in memory`);
    }
  };
  let byteLength = 0;
  try {
    for (const name of ["memory", ...manifest.entryPoints]) if (!exports[name]) fail(`\`${name}\` is not exported`);
    byteLength = (exports.memory as WebAssembly.Memory).buffer.byteLength;
    for (const field of [inputs, outputs, parameters, states].flat()) {
      const width = VIEWS[field.dtype].BYTES_PER_ELEMENT;
      check(field.name, field.offset, extentAt(field, maxBatch) * width, width);
    }
    for (const { name, layout } of [...inputs, ...outputs]) {
      if (layout !== "rows") fail(`\`${name}\` is not in rows`);
    }
    if (loss) check("loss", loss.offset);
    for (const { name, sum, count } of metrics) {
      check(name, sum);
      check(name, count);
    }
  } catch (error) {
    fail(`malformed manifest: ${(error as Error).message}`);
  }
}
