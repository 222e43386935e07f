/** Inlay by its host, at one SIMD level: modules were compiled for each batch size. */
import { load } from "../../host/index.ts";
import type { ModelFiles, Runtime } from "./peer.ts";

export function startInlay(level: string): Runtime {
  return {
    async infer({ read, model }: ModelFiles, batch) {
      const module = await load<{ probabilities: Float32Array }>(await read(`${model}.infer.${batch}.${level}.wasm`));
      return (image) => module.predict({ image }).probabilities;
    },
    async train({ read, model, rateScale }, batch) {
      const module = await load(await read(`${model}.train.${batch}.${level}.wasm`));
      return (image, label) => module.trainStep({ image, label }, { rateScale }).loss;
    },
  };
}
