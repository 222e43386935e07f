/** The flag that makes V8 merge pairs of 128-bit operations into 256-bit ones: set from here on, for the whole process. */

export const FLAG = "--experimental-wasm-revectorize";

/** `page`: none but who starts the engine can set it. `unknown`: it was built without. */
export type Revectorizing = "set" | "page" | "unknown";

export function revectorize(): Revectorizing {
  const { process } = globalThis;
  const v8 = process?.getBuiltinModule?.("node:v8");
  if (v8 === undefined) return "page";
  // Given a flag that it does not know, V8 throws nothing, but prints. Other runtimes have no such switch.
  const { v8_enable_wasm_simd256_revec: built } = (process.config?.variables ?? {}) as Record<string, unknown>;
  if (!built) return "unknown";
  v8.setFlagsFromString(FLAG);
  return "set";
}
