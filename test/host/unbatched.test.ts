import { expect, test } from "vitest";
import { load } from "../../host/index.ts";
import { FAKE_MANIFEST, fakeData, fakeModule } from "./fake-module.ts";

test("an output that does not depend on the batch stays one value for more rows than the largest batch", async () => {
  const [, bias] = FAKE_MANIFEST.parameters;
  const outputs = [...FAKE_MANIFEST.outputs, { ...bias!, name: "factor" }];
  const model = await load(await fakeModule({ outputs }), { seed: 1 });
  const { x } = fakeData(11);
  const { scaled, factor } = model.predict({ x });
  expect(factor).toEqual(Float32Array.of(2, 3));
  expect([...scaled!]).toEqual([...x.map((value) => value * 2)]);
  expect(model.predict({ x: x.slice(0, 9) }).factor).toEqual(factor);
});
