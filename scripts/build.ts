/** `npm run build`: the sources → dist/, as it is published: JavaScript, types, the host as one minified file. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleHost } from "../compiler/cli/host-bundle.ts";

const root = new URL("../", import.meta.url);
const inRoot = (path: string): string => fileURLToPath(new URL(path, root));

rmSync(inRoot("dist"), { recursive: true, force: true });
execFileSync(process.execPath, [inRoot("node_modules/typescript/bin/tsc"), "-p", inRoot("tsconfig.build.json")], {
  stdio: "inherit",
});
chmodSync(inRoot("dist/compiler/cli/main.js"), 0o755);

const host = await bundleHost(new URL("host/", root));
writeFileSync(inRoot("dist/host/inlay-host.min.js"), host);
console.log(`dist/host/inlay-host.min.js: ${host.length} bytes, ${gzipSync(host, { level: 9 }).length} gzipped`);
