/** The memory that a module for threads imports. */
import type { Manifest } from "../compiler/5-emit/manifest.ts";
import { failBecause } from "./errors.ts";

const PAGE = 65536;

export function sharedMemory({ memoryBytes }: Manifest): WebAssembly.Memory {
  const pages = Math.ceil(memoryBytes / PAGE);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    failBecause(`there is no shared memory of ${memoryBytes} bytes`, error);
  }
}
