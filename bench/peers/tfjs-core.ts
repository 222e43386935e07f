/** TensorFlow.js, WebAssembly backend, by its fused core operators: its fastest way to predict. */
import type { Convolution, Layer, Slice } from "../network.ts";
import { type StartRuntime, valuesOf } from "./peer.ts";

// biome-ignore lint/suspicious/noExplicitAny: the package's types are not there in the main package's checks
type Value = any;

type Step = (x: Value) => Value;

export const startTfjsCore: StartRuntime = async ({ wasm }) => {
  const tf = await import("@tensorflow/tfjs-core");
  const { setWasmPaths, setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (wasm !== "") setWasmPaths(wasm);
  setThreadsCount(1);
  await tf.setBackend("wasm");

  /** An activation is part of the layer ahead of it, where that has one. */
  const activationOf = (layer: Layer | undefined) =>
    layer?.kind !== "relu" ? "linear" : layer.limit === undefined ? "relu" : `relu${layer.limit}`;

  const stepsOf = (layers: readonly Layer[], weights: Float32Array): Step[] =>
    layers.flatMap((layer, index) => stepOf(layer, layers[index - 1], layers[index + 1], weights));

  const stepOf = (layer: Layer, before: Layer | undefined, after: Layer | undefined, weights: Float32Array): Step[] => {
    const tensor = ({ offset, shape }: Slice, as = shape) => tf.tensor(valuesOf(weights, { offset, shape }), as);
    switch (layer.kind) {
      case "dense": {
        const fixed = { b: tensor(layer.weight), bias: tensor(layer.bias!), activation: activationOf(after) };
        return [(a) => tf.fused.matMul({ a, ...fixed })];
      }
      case "conv2d":
        return [convolution(layer, tensor, activationOf(after))];
      case "relu": {
        if (before?.kind === "dense" || before?.kind === "conv2d") return [];
        return [layer.limit === undefined ? (x) => tf.relu(x) : (x) => tf.relu6(x)];
      }
      case "subsample": {
        const behind = [0, 0, 0, layer.added].map((added) => [0, added]);
        return [(x) => tf.pad(tf.maxPool(x, 1, layer.stride, "valid"), behind)];
      }
      case "global_average_pool":
        return [(x) => tf.mean(x, [1, 2])];
      case "residual": {
        const [body, shortcut] = [stepsOf(layer.body, weights), stepsOf(layer.shortcut, weights)];
        return [(x) => tf.add(run(body, x), run(shortcut, x))];
      }
      case "batch_norm":
        throw new Error("a batch_norm is left in a folded network");
    }
  };

  const convolution = (
    { weight, bias, stride, padding, groups }: Convolution,
    tensor: (slice: Slice, as?: readonly number[]) => Value,
    activation: string,
  ): Step => {
    const [height, width, depth, features] = weight.shape as [number, number, number, number];
    const fixed = { strides: stride, pad: padding, bias: tensor(bias!), activation };
    if (groups === 1) {
      const filter = tensor(weight);
      return (x) => tf.fused.conv2d({ x, filter, ...fixed });
    }
    if (depth !== 1) throw new Error("groups of several channels");
    const filter = tensor(weight, [height, width, features, 1]);
    return (x) => tf.fused.depthwiseConv2d({ x, filter, ...fixed });
  };

  const run = (steps: readonly Step[], first: Value): Value => steps.reduce((x, step) => step(x), first);

  return {
    async infer({ network, weights }, batch) {
      const steps = stepsOf(network.folded, weights);
      const shape = [batch, ...(network.image ?? [network.inputs])];
      return (image) => tf.tidy(() => tf.softmax(run(steps, tf.tensor(image, shape)))).dataSync();
    },
  };
};
