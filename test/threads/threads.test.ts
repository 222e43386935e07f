/** Models on several threads: the same bits for any number of them, and errors instead of waiting for ever. */
import { describe, expect, test } from "vitest";
import { load } from "../../host/index.ts";
import { compiled, EXAMPLES, type Example } from "./models.ts";

async function trained(example: Example, wasm: Uint8Array<ArrayBuffer>, threads?: number) {
  const model = await load(wasm, { seed: 3, ...(threads === undefined ? {} : { threads }) });
  const data = example.data(3 * example.batch + 17);
  const losses: number[] = [];
  for await (const { loss } of model.fit(data, { epochs: 3, batchSize: example.batch, seed: 5 })) losses.push(loss);
  const { loss, metrics } = model.evaluate(data);
  const inputs = Object.fromEntries(Object.entries(data).filter(([name]) => name !== "label" && name !== "target"));
  const outputs = Object.fromEntries(
    Object.entries(model.predict(inputs)).map(([name, values]) => [name, Array.from(values)]),
  );
  const saved = model.save();
  model.dispose();
  return { losses, loss, metrics, outputs, saved };
}

describe.each(EXAMPLES)("$name", (example) => {
  test("1, 2 and 3 threads give the bits of the module for one", async () => {
    const reference = await trained(example, await compiled(example, 1));
    expect(reference.losses).toHaveLength(12);
    const shared = await compiled(example, 3);
    for (const threads of [1, 2, 3]) expect(await trained(example, shared, threads)).toEqual(reference);
  });
});
