/** A runtime by its name. Each is loaded on demand: a process holds one only. */
import { startInlay } from "./inlay.ts";
import type { Place, Runtime } from "./peer.ts";

/** `inlay/<level>` is Inlay at that SIMD level. */
export async function startRuntime(name: string, place: Place): Promise<Runtime> {
  switch (name) {
    case "onnxruntime-web":
      return (await import("./onnxruntime.ts")).startOnnxWeb(place);
    case "onnxruntime-node":
      return (await import("./onnxruntime.ts")).startOnnxNode(place);
    case "tfjs-core":
      return (await import("./tfjs-core.ts")).startTfjsCore(place);
    case "tfjs-layers":
      return (await import("./tfjs-layers.ts")).startTfjsLayers(place);
    case "jax-js":
      return (await import("./jax.ts")).startJax(place);
  }
  const [, level] = /^inlay\/(\w+)$/.exec(name) ?? [];
  if (level === undefined) throw new Error(`no runtime is called ${name}`);
  return startInlay(level);
}
