/** onnxruntime-node, one thread: `node onnxruntime-node.mjs <folder> <model>`. */
import { join } from "node:path";
import ort from "onnxruntime-node";
import { done, IMAGE } from "./shared.mjs";

const [folder, model] = process.argv.slice(2);
const session = await ort.InferenceSession.create(join(folder, `${model}.onnx`), { intraOpNumThreads: 1 });
const { probabilities } = await session.run({ image: new ort.Tensor("float32", IMAGE, [1, 784]) });
done(probabilities.data);
