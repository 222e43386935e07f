/** jax-js, WebAssembly device, `jit`: `node jax-js.mjs <folder> <model>`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultDevice, init, jit, nn, numpy as np } from "@jax-js/jax";
import { done, IMAGE } from "./shared.mjs";

const [folder, model] = process.argv.slice(2);
const { folded } = JSON.parse(readFileSync(join(folder, `${model}.network.json`), "utf8"));
const weights = new Float32Array(readFileSync(join(folder, `${model}.f32`)).buffer);
await init("wasm");
defaultDevice("wasm");
const array = ({ offset, shape }) =>
  np.array(weights.slice(offset, offset + shape.reduce((size, dim) => size * dim, 1)), { shape, dtype: np.float32 });
const parameters = folded
  .filter(({ kind }) => kind === "dense")
  .flatMap(({ weight, bias }) => [array(weight), array(bias)]);
const run = jit((values, image) => {
  const rest = [...values];
  const logits = folded.reduce(
    (x, { kind }) => (kind === "relu" ? nn.relu(x) : np.matmul(x, rest.shift()).add(rest.shift())),
    image,
  );
  return nn.softmax(logits, -1);
});
done(run(parameters, np.array(IMAGE, { shape: [1, 784], dtype: np.float32 })).dataSync());
