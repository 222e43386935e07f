import { describe, expect, test } from "vitest";
import type { Field, Manifest, StateField } from "../../compiler/5-emit/manifest.ts";
import { packStates } from "../../compiler/5-emit/pack-states.ts";
import { compileText } from "../../compiler/compile.ts";
import { load } from "../../host/index.ts";
import { lastingFields } from "../../host/layout.ts";

const field = (name: string, offset: number, shape: number[] = [4]): Field => ({
  name,
  dtype: "f32",
  shape,
  offset,
  layout: "rows",
});
const moment = (name: string, offset: number, shape?: number[]): StateField => ({
  ...field(name, offset, shape),
  kind: "optimizer",
  initial: 0,
});

describe("states of all parameters", () => {
  test("are told together, at the place of the first", () => {
    const parameters = [field("a", 64), field("b.a", 128, [2])];
    const step: StateField = { ...moment("step", 512), kind: "counter" };
    const states = [moment("m.b.a", 320, [2]), step, moment("m.a", 256)];
    const packed = packStates(parameters, states);
    expect(packed).toEqual([{ name: "m.", kind: "optimizer", initial: 0, offset: [256, 320] }, step]);
    const host = lastingFields({ parameters, states: packed } as unknown as Manifest);
    expect(host).toEqual([...parameters, states[2], states[0], step]);
  });

  test("stay apart where one parameter has none, or another one", () => {
    const parameters = [field("a", 64), field("b", 128)];
    for (const states of [
      [moment("m.a", 256)],
      [moment("m.a", 256), moment("m.b", 320, [2])],
      [moment("m.a", 256), { ...moment("m.b", 320), initial: 1 }],
      [moment("m.a", 256), { ...moment("m.b", 320), kind: "average" } as const],
    ]) {
      expect(packStates(parameters, states)).toEqual(states);
    }
  });

  test("of a model are what a host reads", async () => {
    const { module } = await compileText(`model m {
  input x: f32[batch, 20]
  hidden = batch_norm(dense(x, units: 40, activation: relu))
  y = dense(hidden, units: 3)
  output y
  train {
    input t: f32[batch, 3]
    loss = mean_squared_error(y, t)
    optimizer = adam()
    average = ema(decay: 0.9)
  }
}
`);
    const { manifest } = module!;
    const together = manifest.states.filter((state) => !("shape" in state)).map(({ name }) => name);
    expect(together).toEqual(["optimizer.adam.m.", "optimizer.adam.v.", "average."]);
    const named = (name: string) => lastingFields(manifest).find((state) => state.name === name);
    expect(named("optimizer.adam.v.y.weight")).toMatchObject({ shape: [40, 3], layout: "panels", initial: 0 });
    expect(named("average.y.bias")).toMatchObject({ shape: [3], kind: "average" });
    const model = await load(module!.wasm as Uint8Array<ArrayBuffer>);
    expect(model.get("average.y.weight")).toEqual(model.get("y.weight"));
  });
});
