/**
 * From the start of a fresh process to its end after the first prediction of one row, taking turns; and its peak memory.
 * A bare `node -e 0` (a bare Python) is part of all that, and measured beside it.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findPython, nativeEnvironment } from "./contestants.ts";
import { median, type StartRow } from "./report/rows.ts";

interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly bare: string;
  /** Arguments to ask for the peak memory, where `args` don't print it. */
  readonly peak?: readonly string[];
}

const inBench = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const BARE_NODE = "bare Node";
const BARE_PYTHON = "bare Python";
const PEERS = ["onnxruntime-web", "tfjs-core", "jax-js", "onnxruntime-node"];

/** `loaders`: Inlay's, by the name of their row. */
export async function measureStartUp(
  folder: string,
  loaders: ReadonlyMap<string, string>,
  { model, rounds, note }: { model: string; rounds: number; note: (text: string) => void },
): Promise<StartRow[]> {
  const node = process.execPath;
  const pytorch = inBench("peers/pytorch.py");
  const script = (name: string) => inBench(`startup/${name}.mjs`);
  const starts: Start[] = [
    { name: BARE_NODE, command: node, args: ["-e", "0"], bare: BARE_NODE, peak: [script("nothing")] },
    ...[...loaders].map(([name, loader]) => ({
      name,
      command: node,
      args: [script("inlay"), folder, loader],
      bare: BARE_NODE,
    })),
    ...PEERS.map((name) => ({ name, command: node, args: [script(name), folder, model], bare: BARE_NODE })),
  ];
  const python = findPython();
  if (python !== undefined) {
    starts.push(
      { name: BARE_PYTHON, command: python, args: ["-c", "0"], bare: BARE_PYTHON },
      {
        name: "pytorch",
        command: python,
        args: [pytorch, "--start-up", folder, model],
        bare: BARE_PYTHON,
      },
    );
  }
  const working: Start[] = [];
  for (const start of starts) {
    // The first run also fills the caches of the file system.
    const failure = await run(start).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (failure === undefined) working.push(start);
    else note(`start-up: without ${start.name}: ${failure}`);
  }
  const times = new Map(working.map(({ name }) => [name, [] as number[]]));
  const peaks = new Map(working.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const start of working) times.get(start.name)!.push((await run(start)).ms);
  }
  for (const start of working) {
    const asked = { ...start, args: start.peak ?? start.args };
    for (let i = 0; i < 3; i++) peaks.get(start.name)!.push((await run(asked)).rss);
  }
  return working.map(({ name, bare }) => {
    const ms = median(times.get(name)!);
    return { name, ms, over_bare_ms: ms - median(times.get(bare)!), peak_mib: median(peaks.get(name)!) / 1024 };
  });
}

function run({ command, args }: Start): Promise<{ readonly ms: number; readonly rss: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"], env: nativeEnvironment() });
    let output = "";
    let errors = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      errors += data;
    });
    let ms = 0;
    child.on("exit", () => {
      ms = performance.now() - start;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) {
        reject(new Error(errors.trim().split("\n").slice(-3).join(" ")));
        return;
      }
      const line = output.trim().split("\n").at(-1)!;
      resolve({ ms, rss: line === "" ? 0 : JSON.parse(line).rss });
    });
  });
}
