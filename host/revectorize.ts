/** V8's flag that makes it merge pairs of 128-bit operations into 256-bit ones: one for the whole process. */

export const FLAG = "--experimental-wasm-revectorize";

/** `page`: none but who starts the engine can set the flag. `unknown`: it was built without. */
export function canRevectorize(): "yes" | "page" | "unknown" {
  const { process } = globalThis;
  if (!process?.getBuiltinModule) return "page";
  // Given a flag that it does not know, V8 throws nothing, but prints. Other runtimes have no such switch.
  const { v8_enable_wasm_simd256_revec: built } = (process.config?.variables ?? {}) as Record<string, unknown>;
  return built ? "yes" : "unknown";
}

/** For code that the engine optimises from now on. */
export function revectorize(on: boolean): void {
  const flag = on ? FLAG : FLAG.replace("--", "--no-");
  globalThis.process.getBuiltinModule("node:v8").setFlagsFromString(flag);
}

/**
 * Whether V8 gets through modules under the flag. Of some functions it makes no code, but ends the process; so a process of its own
 * optimises all of each module first. Throws where none can be started.
 */
export async function survivesRevectorizer(...modules: BufferSource[]): Promise<boolean> {
  return (await Promise.all(modules.map(survives))).every(Boolean);
}

async function survives(wasm: BufferSource): Promise<boolean> {
  const { process } = globalThis;
  const { spawn } = process.getBuiltinModule("node:child_process");
  const code = "new WebAssembly.Module(require('node:fs').readFileSync(0))";
  const flags = [FLAG, "--no-liftoff", "--no-wasm-lazy-compilation"];
  const child = spawn(process.execPath, [...flags, "-e", code], { stdio: ["pipe", "ignore", "ignore"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("exit", resolve);
    child.on("error", reject);
  });
  // Where it ends before it has read all, its exit says so.
  child.stdin.on("error", () => {});
  child.stdin.end(wasm instanceof ArrayBuffer ? new Uint8Array(wasm) : wasm);
  // 1: not a module, which whoever compiles it tells.
  return [0, 1].includes((await ended) as number);
}
