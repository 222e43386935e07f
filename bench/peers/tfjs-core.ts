/** TensorFlow.js, WebAssembly backend, by its fused core operators: its fastest way to predict. */
import type { Dense } from "../network.ts";
import { type StartRuntime, valuesOf } from "./peer.ts";

export const startTfjsCore: StartRuntime = async ({ wasm }) => {
  const tf = await import("@tensorflow/tfjs-core");
  const { setWasmPaths, setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (wasm !== "") setWasmPaths(wasm);
  setThreadsCount(1);
  await tf.setBackend("wasm");
  return {
    async infer({ network, weights }, batch) {
      const tensor = (slice: Dense["weight"]) => tf.tensor(valuesOf(weights, slice), slice.shape);
      const layers = network.folded.flatMap((layer, index) => {
        if (layer.kind !== "dense") return [];
        const activation = network.folded[index + 1]?.kind === "relu" ? "relu" : "linear";
        return [{ b: tensor(layer.weight), bias: tensor(layer.bias!), activation }];
      });
      return (image) =>
        tf
          .tidy(() => {
            const first = tf.tensor2d(image, [batch, network.inputs]);
            return tf.softmax(layers.reduce((a, layer) => tf.fused.matMul({ a, ...layer }), first));
          })
          .dataSync();
    },
  };
};
