/** `npm run build`: the sources → dist/, as it is published: JavaScript, types, the host as minified files. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleHost, bundleName } from "../compiler/cli/host-bundle.ts";

const root = new URL("../", import.meta.url);
const inRoot = (path: string): string => fileURLToPath(new URL(path, root));

rmSync(inRoot("dist"), { recursive: true, force: true });
execFileSync(process.execPath, [inRoot("node_modules/typescript/bin/tsc"), "-p", inRoot("tsconfig.build.json")], {
  stdio: "inherit",
});
chmodSync(inRoot("dist/compiler/cli/main.js"), 0o755);

for (const wide of [false, true]) {
  for (const threads of [false, true]) {
    const file = `dist/host/${bundleName({ wide, threads })}`;
    const host = await bundleHost(new URL("host/", root), { wide, threads });
    writeFileSync(inRoot(file), host);
    console.log(`${file}: ${host.length} bytes, ${gzipSync(host, { level: 9 }).length} gzipped`);
  }
}
