/** The page's script: trains the served module on the served data and sends back what came of it. */
import { trainModel } from "./train-model.ts";

async function get(path: string): Promise<ArrayBuffer> {
  return (await fetch(path)).arrayBuffer();
}

async function send(name: string, body: BodyInit): Promise<void> {
  await fetch(`/result/${name}`, { method: "POST", body });
}

/** Whether the page may make code from text, which a strict policy forbids. */
function mayEvaluate(): boolean {
  try {
    return new Function("return true")();
  } catch {
    return false;
  }
}

try {
  const [image, label] = await Promise.all([get("/image"), get("/label")]);
  const data = { image: new Float32Array(image), label: new Int32Array(label) };
  const { losses, saved, probabilities } = await trainModel(fetch("/model.wasm"), data);
  await send("evaluates", String(mayEvaluate()));
  await send("losses", new Uint8Array(losses.buffer as ArrayBuffer));
  await send("saved", saved);
  await send("probabilities", new Uint8Array(probabilities.buffer));
} catch (error) {
  await send("error", String(error));
}
await send("done", "");
