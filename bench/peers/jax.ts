/**
 * jax-js, WebAssembly device, `jit`: the forward pass, and a whole training step (value and gradient, running
 * statistics, Adam) as one compiled function. jax-js frees an array when it is used; `.ref` keeps it for another use.
 */
import type { Layer, Slice } from "../network.ts";
import { ADAM, type ModelFiles, type StartRuntime, valuesOf } from "./peer.ts";

// biome-ignore lint/suspicious/noExplicitAny: the package's types are not there in the main package's checks
type Value = any;

export const startJax: StartRuntime = async () => {
  const jax = await import("@jax-js/jax");
  const { numpy: np, nn } = jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");

  const array = (weights: Float32Array, slice: Slice): Value =>
    np.array(valuesOf(weights, slice), { shape: slice.shape, dtype: np.float32 });

  /** Parameters of a list of layers, in order. */
  const parametersOf = (layers: readonly Layer[]): Slice[] =>
    layers.flatMap((layer) => {
      if (layer.kind === "relu") return [];
      if (layer.kind === "dense") return [layer.weight, ...(layer.bias === undefined ? [] : [layer.bias])];
      if (layer.kind === "batch_norm") return [layer.scale, layer.offset];
      throw new Error(`no ${layer.kind} here`);
    });

  /** Logits, and the batch's mean and variance of every batch norm; uses up the parameters. */
  const forward = (
    layers: readonly Layer[],
    parameters: Value[],
    image: Value,
  ): { logits: Value; statistics: Value[] } => {
    const statistics: Value[] = [];
    let next = 0;
    const logits = layers.reduce((x: Value, layer): Value => {
      if (layer.kind === "relu") return nn.relu(x);
      if (layer.kind === "dense") {
        const product = np.matmul(x, parameters[next++]);
        return layer.bias === undefined ? product : product.add(parameters[next++]);
      }
      if (layer.kind !== "batch_norm") throw new Error(`no ${layer.kind} here`);
      const mean = x.ref.mean(0);
      const centred = x.sub(mean.ref);
      const variance = np.square(centred.ref).mean(0);
      statistics.push(mean, variance.ref);
      const scaled = centred.div(np.sqrt(variance.add(layer.epsilon))).mul(parameters[next++]);
      return scaled.add(parameters[next++]);
    }, image);
    return { logits, statistics };
  };

  return {
    async infer({ network, weights }: ModelFiles, batch) {
      const parameters = parametersOf(network.folded).map((slice) => array(weights, slice));
      const run = jax.jit((parameters: Value[], image: Value) =>
        nn.softmax(forward(network.folded, parameters, image).logits, -1),
      );
      return (image) =>
        run(
          parameters.map((parameter) => parameter.ref),
          np.array(image, { shape: [batch, network.inputs], dtype: np.float32 }),
        ).dataSync();
    },

    async train({ network, weights, rateScale }, batch) {
      const rate = network.learningRate * rateScale;
      const norms = network.training.filter((layer) => layer.kind === "batch_norm");
      let parameters = parametersOf(network.training).map((slice) => array(weights, slice));
      let moments = [...parameters, ...parameters].map((parameter) => np.zerosLike(parameter.ref));
      let running = norms.flatMap((norm) => [array(weights, norm.mean), array(weights, norm.variance)]);

      const loss = (parameters: Value[], image: Value, label: Value) => {
        const { logits, statistics } = forward(network.training, parameters, image);
        const picked = nn.logSoftmax(logits, -1).mul(nn.oneHot(label, network.classes));
        return [picked.sum().mul(-1 / batch), statistics];
      };
      const step = jax.jit(
        (parameters: Value[], moments: Value[], running: Value[], corrections: Value[], image: Value, label: Value) => {
          const [[value, statistics], gradients] = jax.valueAndGrad(loss, { hasAux: true })(
            parameters.map((parameter) => parameter.ref),
            image,
            label,
          );
          const count = parameters.length;
          const first = moments
            .slice(0, count)
            .map((m, i) => m.mul(ADAM.beta1).add(gradients[i].ref.mul(1 - ADAM.beta1)));
          const second = moments
            .slice(count)
            .map((v, i) => v.mul(ADAM.beta2).add(np.square(gradients[i]).mul(1 - ADAM.beta2)));
          const nextParameters = parameters.map((parameter, i) => {
            const root = np.sqrt(second[i].ref.div(corrections[1].ref)).add(ADAM.epsilon);
            return parameter.sub(first[i].ref.div(corrections[0].ref).mul(rate).div(root));
          });
          const nextRunning = running.map((value, i) => {
            const { momentum } = norms[i >> 1]!;
            return value.mul(momentum).add(statistics[i].mul(1 - momentum));
          });
          return [value, nextParameters, [...first, ...second], nextRunning];
        },
      );

      let steps = 0;
      return (image, label) => {
        steps++;
        const corrections = [ADAM.beta1, ADAM.beta2].map((beta) => np.array(1 - beta ** steps, { dtype: np.float32 }));
        const x = np.array(image, { shape: [batch, network.inputs], dtype: np.float32 });
        const y = np.array(label, { shape: [batch], dtype: np.int32 });
        let value: Value;
        [value, parameters, moments, running] = step(parameters, moments, running, corrections, x, y);
        return value.item();
      };
    },
  };
};
