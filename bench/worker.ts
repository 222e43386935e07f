/**
 * A process of its own for one runtime, so that flags, memory and compiled code of one cannot touch another's:
 * `node worker.ts <runtime> <folder>`. A line of JSON in is a call of the session, a line of JSON out its result.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LimitLevel } from "../compiler/bench/limits.ts";
import { startRuntime } from "./peers/start.ts";

interface Request {
  /** A method of the session. */
  readonly do: string;
  readonly arguments: readonly unknown[];
}

const [runtime, folder] = process.argv.slice(2) as [string, string];

/** Lines that are not ours (libraries print notices) must not be taken for answers. */
const answer = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

const read = async (name: string) => {
  const bytes = await readFile(join(folder, name));
  return new Uint8Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const session = await startSession();
answer({ ready: runtime });
for await (const line of createInterface(process.stdin)) {
  const request = JSON.parse(line) as Request;
  try {
    const call = session[request.do as keyof typeof session] as (...args: readonly unknown[]) => Promise<unknown>;
    answer({ result: (await call.apply(session, request.arguments as unknown[])) ?? null });
  } catch (error) {
    answer({ error: (error as Error).message });
  }
}
process.exit(0);

/** `kernels/<level>` calls Inlay's modules without the host. */
async function startSession() {
  const [, level] = /^kernels\/(\w+)$/.exec(runtime) ?? [];
  if (level !== undefined) {
    return new (await import("./kernel-session.ts")).KernelSession(level as LimitLevel, read);
  }
  const { Session } = await import("./session.ts");
  return new Session(await startRuntime(runtime, { wasm: "" }), read);
}
