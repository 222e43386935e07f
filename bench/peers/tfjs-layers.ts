/** TensorFlow.js, WebAssembly backend, by its layers: `predict` of the folded network, `trainOnBatch` of the whole one. */
import type { Layer, Slice } from "../network.ts";
import { ADAM, type ModelFiles, type StartRuntime, valuesOf } from "./peer.ts";

export const startTfjsLayers: StartRuntime = async ({ wasm }) => {
  const tf = await import("@tensorflow/tfjs-core");
  const { layers: make, sequential } = await import("@tensorflow/tfjs-layers");
  const { setWasmPaths, setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (wasm !== "") setWasmPaths(wasm);
  setThreadsCount(1);
  await tf.setBackend("wasm");

  const build = ({ network, weights }: ModelFiles, list: readonly Layer[]) => {
    const model = sequential();
    const tensor = (slice: Slice) => tf.tensor(valuesOf(weights, slice), slice.shape);
    list.forEach((layer, index) => {
      const inputShape = index === 0 ? { inputShape: [network.inputs] } : {};
      if (layer.kind === "batch_norm") {
        const made = make.batchNormalization({ ...inputShape, momentum: layer.momentum, epsilon: layer.epsilon });
        model.add(made);
        made.setWeights([layer.scale, layer.offset, layer.mean, layer.variance].map(tensor));
      } else if (layer.kind === "dense") {
        const after = list[index + 1];
        const activation = after?.kind === "relu" ? "relu" : after === undefined ? "softmax" : "linear";
        const useBias = layer.bias !== undefined;
        const made = make.dense({ ...inputShape, units: layer.weight.shape[1], activation, useBias });
        model.add(made);
        made.setWeights([layer.weight, ...(layer.bias === undefined ? [] : [layer.bias])].map(tensor));
      } else if (layer.kind !== "relu") throw new Error(`no ${layer.kind} here`);
      else if (list[index - 1]?.kind !== "dense") model.add(make.activation({ activation: "relu" }));
    });
    return model;
  };

  return {
    async infer(files, batch) {
      const model = build(files, files.network.folded);
      return (image) =>
        tf
          .tidy(() => model.predict(tf.tensor2d(image, [batch, files.network.inputs]), { batchSize: batch }))
          .dataSync();
    },
    async train(files, batch) {
      const model = build(files, files.network.training);
      const { beta1, beta2, epsilon } = ADAM;
      model.compile({
        optimizer: tf.train.adam(files.network.learningRate * files.rateScale, beta1, beta2, epsilon),
        loss: "sparseCategoricalCrossentropy",
      });
      return async (image, label) => {
        const x = tf.tensor2d(image, [batch, files.network.inputs]);
        const y = tf.tensor1d(Float32Array.from(label));
        const loss = await model.trainOnBatch(x, y);
        tf.dispose([x, y]);
        return loss as number;
      };
    },
  };
};
