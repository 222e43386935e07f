/** Inlay by the loader that `inlay compile` writes: `node inlay.mjs <folder> <loader.js>`. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { done, IMAGE } from "./shared.mjs";

const [folder, loader] = process.argv.slice(2);
const { load } = await import(pathToFileURL(join(folder, loader)).href);
const model = await load();
done(model.predict({ image: IMAGE }).probabilities);
