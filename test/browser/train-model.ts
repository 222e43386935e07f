/** What the test does with a module, in Node and in the browser alike. */
import { load, type ModuleSource } from "../../host/index.ts";

export interface Data {
  readonly image: Float32Array;
  readonly label: Int32Array;
}

export interface Trained {
  /** The loss of each step. */
  readonly losses: Float64Array;
  /** The checkpoint after the last step: every parameter and state. */
  readonly saved: Uint8Array<ArrayBuffer>;
  readonly probabilities: Float32Array<ArrayBuffer>;
}

export async function trainModel(source: ModuleSource, { image, label }: Data, threads = 0): Promise<Trained> {
  const model = await load(source, { seed: 1, ...(threads ? { threads } : {}) });
  const losses: number[] = [];
  for await (const { loss } of model.fit({ image, label }, { steps: 20, batchSize: 32, seed: 1 })) losses.push(loss);
  const probabilities = model.predict({ image }).probabilities as Float32Array;
  const trained = { losses: Float64Array.from(losses), saved: model.save(), probabilities: probabilities.slice() };
  model.dispose();
  return trained;
}
