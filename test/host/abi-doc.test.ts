import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ABI_VERSION } from "../../compiler/5-emit/manifest.ts";
import { FAKE_MANIFEST, fakeModule } from "./fake-module.ts";

const text = await readFile("docs/abi.md", "utf8");

test("docs/abi.md's JavaScript runs a module", async () => {
  const [, code] = text.match(/```js\n(.*?)```/s)!;
  const { run } = await import(`data:text/javascript,${encodeURIComponent(code!)}`);
  expect(await run(await fakeModule())).toEqual({ scaled: Float32Array.of(2, 2, 2) });
});

test("docs/abi.md names every field of a manifest, and the version", () => {
  for (const name of Object.keys(FAKE_MANIFEST)) expect(text).toContain(`\`${name}\``);
  expect(text).toContain(`at present **${ABI_VERSION}**`);
});
