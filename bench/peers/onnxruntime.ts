/** onnxruntime-web (WebAssembly, one thread) and onnxruntime-node (native, one thread): one interface. */
import type { ModelFiles, Runtime, StartRuntime } from "./peer.ts";

export const startOnnxWeb: StartRuntime = async ({ wasm }) => {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = 1;
  if (wasm !== "") ort.env.wasm.wasmPaths = wasm;
  return runtime(ort, { executionProviders: ["wasm"] });
};

export const startOnnxNode: StartRuntime = async () => {
  const { default: ort } = await import("onnxruntime-node");
  return runtime(ort, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential" });
};

// biome-ignore lint/suspicious/noExplicitAny: the package's types are not there in the main package's checks
function runtime(ort: any, options: object): Runtime {
  return {
    channelsFirst: true,
    async infer({ read, model, network }: ModelFiles, batch) {
      const session = await ort.InferenceSession.create(await read(`${model}.onnx`), {
        graphOptimizationLevel: "all",
        ...options,
      });
      const { image: [height, width, channels] = [], inputs } = network;
      const shape = channels === undefined ? [batch, inputs] : [batch, channels, height, width];
      return async (image) => {
        const { probabilities } = await session.run({ image: new ort.Tensor("float32", image, shape) });
        return probabilities.data;
      };
    },
  };
}
