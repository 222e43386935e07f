/** Runs the command line from source in a folder of its own: within the test, or as a process where that is what is tested. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
// Its first import takes the working folder for its own: let that be one that stays.
import "esbuild";
import { newProgram, runWords } from "../../compiler/cli/program.ts";
import { writeDigits } from "../interchange/write-idx.ts";

const MAIN = fileURLToPath(new URL("../../compiler/cli/main.ts", import.meta.url));

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workspace {
  readonly path: (name: string) => string;
  /** In this process, whose tools are warm: one command after the other, whoever asks. */
  readonly run: (...words: string[]) => Promise<Run>;
  /** In a process of its own. */
  readonly spawn: (...words: string[]) => Promise<Run>;
  readonly remove: () => void;
}

export const MODEL = `model digits {
  input image: f32[batch, 16]

  hidden = dense(image, units: 24, activation: relu)
  normal = batch_norm(hidden, momentum: 0.9)
  logits = dense(normal, units: 4)

  output probabilities = softmax(logits)

  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.01)
    average = ema(decay: 0.9)
  }
}
`;

/** A folder with `digits.inlay`, `broken.inlay` and the data set `data`. */
export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "inlay-cli-"));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path("digits.inlay"), MODEL);
  writeFileSync(path("broken.inlay"), MODEL.replace("dense(normal", "dense(norml"));
  writeDigits(path("data"));
  return {
    path,
    run: (...words) => runNext(folder, words),
    spawn: (...words) => spawnIn(folder, words),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Runs one command in this process, in a fraction of the time; rejects with what the command throws. */
export async function runHere(...words: string[]): Promise<void> {
  const program = newProgram();
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {} });
  await program.parseAsync(words, { from: "user" });
}

/** The end of the last command: the working folder and the streams are the process's. */
let last: Promise<unknown> = Promise.resolve();

function runNext(folder: string, words: readonly string[]): Promise<Run> {
  const own = last.then(() => runIn(folder, words));
  last = own.catch(() => {});
  return own;
}

async function runIn(folder: string, words: readonly string[]): Promise<Run> {
  const said = { stdout: "", stderr: "" };
  const { log } = console;
  const { stdout, stderr } = process;
  const writes = { stdout: stdout.write, stderr: stderr.write };
  const before = process.cwd();
  process.chdir(folder);
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (chunk: string | Uint8Array) => {
      said[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      return true;
    };
  }
  console.log = (line) => {
    said.stdout += `${line}\n`;
  };
  try {
    return { code: await runWords(words), ...said };
  } finally {
    process.chdir(before);
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
    console.log = log;
  }
}

function spawnIn(folder: string, words: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
