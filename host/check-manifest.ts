/** The custom section `inlay` of a module → its manifest, checked as far as the host relies on it. */
import type { Field, Manifest } from "../compiler/5-emit/manifest.ts";
import { fail, failBecause } from "./errors.ts";
import { extentAt, firstOf, type Heap, lastingFields, makeHeap } from "./layout.ts";

/** The version of the ABI that this host speaks: the same number as in the compiler's manifest.ts. */
export const HOST_ABI_VERSION = 2;

export function readManifest(module: WebAssembly.Module): Manifest {
  const [section] = WebAssembly.Module.customSections(module, "inlay");
  if (!section) fail("not an Inlay module: no section `inlay`");
  let manifest: Manifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(section));
  } catch (error) {
    failBecause("the manifest is not JSON", error);
  }
  if (manifest?.abi !== HOST_ABI_VERSION) {
    fail(`the module has ABI version ${manifest?.abi}, this host ${HOST_ABI_VERSION}`);
  }
  return manifest;
}

/** Every entry point is exported, and every field lies in memory, where it is aligned. Gives views of the memory. */
export function checkManifest(manifest: Manifest, exports: WebAssembly.Exports): Heap {
  const { inputs, outputs, metrics, loss, entryPoints, maxBatch } = manifest;
  try {
    for (const name of [...entryPoints, "memory"]) if (!exports[name]) fail(`\`${name}\` is not exported`);
    const heap = makeHeap((exports.memory as WebAssembly.Memory).buffer);
    const scalar = (name: string, offset: number): Field => ({ name, dtype: "f32", shape: [], offset, layout: "rows" });
    const scalars = metrics.flatMap((metric) =>
      "count" in metric ? [scalar(metric.name, metric.sum), scalar(metric.name, metric.count)] : metric,
    );
    if (loss) scalars.push(scalar("loss", loss.offset));
    for (const field of [...inputs, ...outputs, ...lastingFields(manifest), ...scalars]) {
      const first = firstOf(field);
      if (first >>> 0 !== first || !(first + extentAt(field, maxBatch) <= heap[field.dtype].length)) {
        fail(`\`${field.name}\` does not lie in memory`);
      }
    }
    for (const { name, layout } of [...inputs, ...outputs]) {
      if (layout !== "rows") fail(`\`${name}\` does not lie in rows`);
    }
    return heap;
  } catch (error) {
    failBecause("malformed manifest", error);
  }
}
