/** onnxruntime-web, one thread: `node onnxruntime-web.mjs <folder> <model>`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web/wasm";
import { done, IMAGE } from "./shared.mjs";

const [folder, model] = process.argv.slice(2);
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(readFileSync(join(folder, `${model}.onnx`)));
const { probabilities } = await session.run({ image: new ort.Tensor("float32", IMAGE, [1, 784]) });
done(probabilities.data);
