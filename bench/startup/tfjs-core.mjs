/** TensorFlow.js, core and WebAssembly backend only: `node tfjs-core.mjs <folder> <model>`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { done, IMAGE } from "./shared.mjs";

const [folder, model] = process.argv.slice(2);
const { folded } = JSON.parse(readFileSync(join(folder, `${model}.network.json`), "utf8"));
const weights = new Float32Array(readFileSync(join(folder, `${model}.f32`)).buffer);
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
wasm.setThreadsCount(1);
await tf.setBackend("wasm");
const tensor = ({ offset, shape }) =>
  tf.tensor(weights.slice(offset, offset + shape.reduce((size, dim) => size * dim, 1)), shape);
const logits = folded.reduce(
  (a, layer, i) => {
    if (layer.kind !== "dense") return a;
    const activation = folded[i + 1]?.kind === "relu" ? "relu" : "linear";
    return tf.fused.matMul({ a, b: tensor(layer.weight), bias: tensor(layer.bias), activation });
  },
  tf.tensor2d(IMAGE, [1, 784]),
);
done(tf.softmax(logits).dataSync());
