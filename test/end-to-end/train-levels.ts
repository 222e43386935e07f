/**
 * A script of its own: trains compiled modules on random data and writes what came of each, so that a test can run the same
 * under other flags of the engine. Arguments: the file to write, then modules.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { serialize } from "node:v8";
import type { Field } from "../../compiler/5-emit/manifest.ts";
import { checkManifest, readManifest } from "../../host/check-manifest.ts";
import { firstOf, lastingFields, readField, sizeAt } from "../../host/layout.ts";

const STEPS = 20;

/** No multiple of a tile. */
const BATCH = 21;

export interface Trained {
  /** SHA-256 of the whole memory at the end. */
  readonly memory: string;
  /** Before training. */
  readonly outputs: readonly Float32Array[];
  readonly losses: readonly number[];
  /** Every float32 parameter and state, before and after. */
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
}

function train(path: string): Trained {
  const module = new WebAssembly.Module(readFileSync(path));
  const manifest = readManifest(module);
  const exports = new WebAssembly.Instance(module).exports as Record<string, (...args: number[]) => void>;
  const heap = checkManifest(manifest, exports);
  const { inputs, loss } = manifest;
  let state = 1;
  const fill = () => {
    for (const input of inputs) {
      for (let i = 0; i < sizeAt(input, BATCH); i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const value = state >>> 8;
        heap[input.dtype][firstOf(input) + i] =
          input.dtype === "f32" ? value / 2 ** 23 - 1 : value % (input.below ?? 2);
      }
    }
  };
  const floats = (fields: readonly Field[]) => fields.filter(({ dtype }) => dtype === "f32");
  const learnt = () => floats(lastingFields(manifest)).map((field) => readField(heap, field) as Float32Array);
  exports.init!(1);
  fill();
  exports.infer!(BATCH);
  const outputs = floats(manifest.outputs).map((field) =>
    (heap.f32 as Float32Array).slice(firstOf(field), firstOf(field) + sizeAt(field, BATCH)),
  );
  const before = learnt();
  const losses = Array.from({ length: STEPS }, () => {
    exports.train_step!(BATCH, 1);
    const own = heap.f32[loss!.offset / 4]!;
    fill();
    return own;
  });
  const memory = createHash("sha256").update(heap.u8).digest("hex");
  return { memory, outputs, losses, before, after: learnt() };
}

const [result, ...modules] = process.argv.slice(2);
writeFileSync(result!, serialize(modules.map(train)));
