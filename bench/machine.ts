/** What the numbers were measured on. */
import { cpus, release, totalmem, type } from "node:os";
import type { Machine } from "./report/rows.ts";

export function describeMachine(notes: readonly string[]): Machine {
  const [first, ...rest] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: rest.length + 1,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split("-")[0]}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    notes,
  };
}
