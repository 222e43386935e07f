import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { whyTooOld } from "../../compiler/cli/node-version.ts";

test.each(["22.12.0", "22.21.1", "23.0.0", "24.21.0", "30.1.0"])("takes Node %s", (version) => {
  expect(whyTooOld(version)).toBeUndefined();
});

test.each(["20.20.2", "22.11.0", "8.0.0"])("refuses Node %s", (version) => {
  expect(whyTooOld(version)).toBe(`inlay needs Node 22.12 or newer; this is v${version}`);
});

test("the package asks for the same Node", () => {
  expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ engines: { node: ">=22.12" } });
});

test("nothing is imported before the version is known", () => {
  const imports = (file: string) => readFileSync(`compiler/cli/${file}`, "utf8").match(/^import .*$/gm) ?? [];
  expect(imports("main.ts")).toEqual(['import { whyTooOld } from "./node-version.ts";']);
  expect(imports("node-version.ts")).toEqual([]);
});
