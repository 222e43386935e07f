/** The page's script: a session for the runtime that the address names, as a promise that browser.ts calls on. */
import { startRuntime } from "./peers/start.ts";
import { Session } from "./session.ts";

const runtime = new URL(location.href).searchParams.get("runtime")!;

const read = async (name: string) => {
  const response = await fetch(`/data/${name}`);
  if (!response.ok) throw new Error(`${name}: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

Object.assign(globalThis, {
  session: startRuntime(runtime, { wasm: new URL("/wasm/", location.href).href }).then(
    (started) => new Session(started, read),
  ),
});
