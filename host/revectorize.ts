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
