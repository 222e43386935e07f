/** Training twice as long at once, and with a checkpoint in between, by the host that users have: the same bits? */
import { load } from "../../host/load.ts";
import type { Model } from "../../host/model.ts";
import { readSafetensors } from "../../host/safetensors.ts";
import type { TensorMap } from "./valid-values.ts";

export interface ResumeOptions {
  /** Steps before the checkpoint, and again after it. */
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** The tensors of the two last checkpoints that differ: none, if all is well. Throws where the loss is not finite. */
export async function differingAfterResume(
  wasm: Uint8Array,
  data: TensorMap,
  options: ResumeOptions,
): Promise<string[]> {
  const { steps, batchSize, seed } = options;
  const open = (other: number) => load(wasm as Uint8Array<ArrayBuffer>, { seed: other });
  const train = async (model: Model, count: number) => {
    const inputs = model.manifest.inputs.filter(({ usedBy }) => usedBy.includes("train_step"));
    const dataset = Object.fromEntries(inputs.map(({ name }) => [name, Array.from(data.get(name)!.data)]));
    // Small steps: the data is noise, and a model that diverges tells nothing.
    for await (const _ of model.fit(dataset, { steps: count, batchSize, seed, rateScale: 0.1 }));
  };
  const whole = await open(seed);
  await train(whole, 2 * steps);
  const first = await open(seed);
  await train(first, steps);
  const second = await open(seed + 1);
  second.restore(first.save());
  await train(second, steps);
  return differing(whole.save(), second.save());
}

function differing(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): string[] {
  const others = readSafetensors(b).tensors;
  return [...readSafetensors(a).tensors].flatMap(([name, { data }]) => {
    const other = others.get(name)?.data;
    return other !== undefined && Buffer.compare(data, other) === 0 ? [] : [name];
  });
}
