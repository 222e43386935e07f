/** The peers' packages, installed into bench/ from its lock file the first time they are needed. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

export function installPeers(): void {
  if (existsSync(`${FOLDER}node_modules/.package-lock.json`)) return;
  console.error("installing the peers into bench/node_modules (about 530 MB, once): npm ci");
  try {
    execFileSync("npm", ["ci"], { cwd: FOLDER, stdio: ["ignore", process.stderr, process.stderr] });
  } catch {
    console.error("npm ci failed: run it in bench/, then again this command");
    process.exit(1);
  }
}

/** Names and versions as package.json pins them. */
export function peerVersions(): string {
  const { dependencies } = JSON.parse(readFileSync(`${FOLDER}package.json`, "utf8")) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}
