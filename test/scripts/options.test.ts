/** What the scripts of package.json say to options that they do not have. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test.each([
  ["scripts/tune.ts", ["--fast"], "Unknown option '--fast'\nThe options are --used, --write.\n"],
  ["scripts/tune.ts", ["--used", "--write"], "--write needs the measurements that --used leaves out\n"],
  ["scripts/ulp.ts", ["--fast"], "Unknown option '--fast'\nThe options are --all, --only, --write.\n"],
])("%s %j is wrong usage", (script, options, message) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...options], { encoding: "utf8" });
  expect({ status, stderr, stdout }).toEqual({ status: 2, stderr: message, stdout: "" });
});

test("examples names an example that it does not have", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/examples.ts", "--only", "iris,nosuch"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "error: --only: no example that is trained is called nosuch\n",
  });
});
