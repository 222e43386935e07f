/**
 * A process of its own for one runtime, so that flags, memory and compiled code of one cannot touch another's:
 * `node worker.ts <runtime> <folder>`. A line of JSON in is a call of the session, a line of JSON out its result.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startRuntime } from "./peers/start.ts";
import { Session, type Task } from "./session.ts";

interface Request {
  readonly do: "prepare" | "warm" | "time";
  readonly arguments: readonly [Task, ...number[]];
}

const [runtime, folder] = process.argv.slice(2) as [string, string];

/** Lines that are not ours (libraries print notices) must not be taken for answers. */
const answer = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

const read = async (name: string) => {
  const bytes = await readFile(join(folder, name));
  return new Uint8Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const session = new Session(await startRuntime(runtime, { wasm: "" }), read);
answer({ ready: runtime });
for await (const line of createInterface(process.stdin)) {
  const request = JSON.parse(line) as Request;
  try {
    const [task, ...numbers] = request.arguments;
    const call = session[request.do] as (task: Task, ...numbers: number[]) => Promise<unknown>;
    answer({ result: (await call.call(session, task, ...numbers)) ?? null });
  } catch (error) {
    answer({ error: (error as Error).message });
  }
}
process.exit(0);
