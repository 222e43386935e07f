/** Reads runtime-as/ from the disk: Node only, so that the rest of the compiler runs in a browser. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** From this file to runtime-as/: in the repository, then in the built package, whose code lies in dist/. */
const PLACES = ["../../runtime-as/", "../../../runtime-as/"];

/** Module path, as emitted code imports it but without `./`, to text: `runtime-as/math.ts` → … */
export function loadRuntime(): ReadonlyMap<string, string> {
  const folder = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (folder === undefined) throw new Error("the folder runtime-as is missing beside the compiler");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return new Map(files.sort().map((file) => [`runtime-as/${file}`, readFileSync(new URL(file, folder), "utf8")]));
}
