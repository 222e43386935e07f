/** A contestant's process, spoken to by lines of JSON (worker.ts, pytorch.py). */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Contestant, findPython, nativeEnvironment } from "./contestants.ts";
import type { Task } from "./session.ts";

/** Where a contestant's session runs: a process, or a page. */
export interface Seat {
  readonly contestant: Contestant;
  /** What it says of itself: a version. */
  readonly ready: string;
  prepare(task: Task, check: number): Promise<number[]>;
  warm(task: Task, ms: number, blockMs: number): Promise<void>;
  time(task: Task, ms: number): Promise<number[]>;
  close(): Promise<void>;
}

const inBench = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A seat of which more can be asked than of a page: any method of its session. */
export interface ProcessSeat extends Seat {
  ask(method: string, ...args: unknown[]): Promise<unknown>;
}

export async function startProcess(contestant: Contestant, folder: string): Promise<ProcessSeat> {
  const child = launch(contestant, folder);
  const errors: string[] = [];
  child.stderr!.on("data", (data) => errors.push(String(data)));
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  createInterface(child.stdout!).on("line", (line) => {
    const message = line.startsWith("{") ? parsed(line) : undefined;
    if (message === undefined) return;
    const next = waiting.shift();
    if (message.error === undefined) next?.resolve(message.ready ?? message.result);
    else next?.reject(new Error(`${contestant.name}: ${message.error}`));
  });
  child.on("exit", (code) => {
    const why = errors.join("").trim().split("\n").slice(-6).join("\n");
    for (const { reject } of waiting) reject(new Error(`${contestant.name} ended with code ${code}: ${why}`));
  });
  const reply = () => new Promise<unknown>((resolve, reject) => waiting.push({ resolve, reject }));
  const first = reply() as Promise<string>;
  const ask = (what: string, ...args: unknown[]) => {
    const result = reply();
    child.stdin!.write(`${JSON.stringify({ do: what, arguments: args })}\n`);
    return result;
  };
  const ready = await first;
  return {
    contestant,
    ready,
    ask,
    prepare: (task, check) => ask("prepare", task, check) as Promise<number[]>,
    warm: (task, ms, blockMs) => ask("warm", task, ms, blockMs) as Promise<void>,
    time: (task, ms) => ask("time", task, ms) as Promise<number[]>,
    close: async () => {
      child.stdin!.end();
    },
  };
}

function launch({ runtime, flags }: Contestant, folder: string): ChildProcess {
  const stdio = ["pipe", "pipe", "pipe"] as const;
  if (runtime !== "pytorch") {
    return spawn(process.execPath, [...flags, inBench("worker.ts"), runtime, folder], { stdio: [...stdio] });
  }
  const python = findPython();
  if (python === undefined) throw new Error("no Python with PyTorch was found");
  return spawn(python, [inBench("peers/pytorch.py"), folder], { stdio: [...stdio], env: nativeEnvironment() });
}

function parsed(line: string): { result?: unknown; error?: string; ready?: string } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
