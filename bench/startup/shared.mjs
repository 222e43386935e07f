/** What a start-up script ends with: its first number and its peak memory in KiB; nothing keeps the process alive. */
import { readFileSync } from "node:fs";

export const IMAGE = new Float32Array(784).fill(0.5);

export function done(probabilities) {
  console.log(JSON.stringify({ first: probabilities[0], rss: peakMemory() }));
  process.exit(0);
}

/** Linux's own count begins with the process; that of `resourceUsage` begins with the parent's memory. */
export function peakMemory() {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
