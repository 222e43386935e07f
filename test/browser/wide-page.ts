/** The page's script: asks for the wide module, trains it, and sends back what it got and how it went. */
import { load } from "../../host/index.ts";

async function send(name: string, body: BodyInit): Promise<void> {
  await fetch(`/result/${name}`, { method: "POST", body });
}

try {
  const told: string[] = [];
  const model = await load(`${location.origin}/model.wasm`, { simd: "wide", seed: 1, warn: (text) => told.push(text) });
  const get = async (path: string) => (await fetch(path)).arrayBuffer();
  const data = { image: new Float32Array(await get("/image")), label: new Int32Array(await get("/label")) };
  const losses: number[] = [];
  for await (const { loss } of model.fit(data, { steps: 200, batchSize: 32, seed: 1 })) losses.push(loss);
  await send("result", JSON.stringify({ simd: model.manifest.simd, told, losses }));
} catch (error) {
  await send("error", String(error));
}
await send("done", "");
