/**
 * The script of a page, and of the worker that it starts: both load the served module for two threads and send back what
 * came of it. The page's own thread may not wait, so only the worker trains.
 */
import { load } from "../../host/index.ts";
import { trainModel } from "./train-model.ts";

async function get(path: string): Promise<ArrayBuffer> {
  return (await fetch(path)).arrayBuffer();
}

async function send(name: string, body: BodyInit): Promise<void> {
  await fetch(`/result/${name}`, { method: "POST", body });
}

async function train(): Promise<void> {
  const [image, label] = await Promise.all([get("/image"), get("/label")]);
  const data = { image: new Float32Array(image), label: new Int32Array(label) };
  const { losses, saved, probabilities } = await trainModel(new URL("/model.wasm", location.href), data, 2);
  await send("losses", new Uint8Array(losses.buffer as ArrayBuffer));
  await send("saved", saved);
  await send("probabilities", new Uint8Array(probabilities.buffer));
}

if ("document" in globalThis) {
  await load(new URL("/model.wasm", location.href), { threads: 2 }).catch((error) => send("page", error.message));
  new Worker("/page.js", { type: "module" });
} else {
  await train().catch((error) => send("worker", error.message));
  await send("done", "");
}
