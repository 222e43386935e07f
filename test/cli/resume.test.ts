/** What a resumed training tells of itself, and what is told of a CSV file that does not fit: in this process. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { train } from "../../compiler/cli/train.ts";
import { type Recipe, resumedRecipe } from "../../compiler/cli/training-recipe.ts";
import { writeSafetensors } from "../../host/safetensors.ts";
import { makeWorkspace, runHere, type Workspace } from "./run-cli.ts";

const LINE = `model line {
  input x: f32[batch, 2]
  y = dense(x, units: 2)
  output z = y
  train {
    input target: f32[batch, 2]
    loss = mean_squared_error(y, target)
    optimizer = sgd(learning_rate: 0.01)
  }
}
`;
const COLUMN = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i));

let workspace: Workspace;
let path: Workspace["path"];

beforeAll(() => {
  workspace = makeWorkspace();
  path = workspace.path;
  writeFileSync(path("line.inlay"), LINE);
  const field = { dtype: "F32", shape: [10, 2], data: new Uint8Array(COLUMN.buffer) };
  writeFileSync(
    path("set.safetensors"),
    writeSafetensors(new Map([["x", field] as const, ["target", field] as const])),
  );
});

afterAll(() => workspace.remove());
afterEach(() => vi.restoreAllMocks());

/** Trains with these words; what was printed, and what was warned of. */
async function trained(...words: string[]): Promise<{ readonly printed: string[]; readonly warned: string }> {
  const printed: string[] = [];
  let warned = "";
  vi.spyOn(console, "log").mockImplementation((line) => void printed.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    warned += text;
    return true;
  });
  const own = words.map((word) => (word.includes("safetensors") || word.endsWith("jsonl") ? path(word) : word));
  await runHere("train", path("line.inlay"), "--data", path("set.safetensors"), ...own);
  return { printed, warned };
}

it("says which epoch was measured in part", async () => {
  vi.spyOn(console, "log").mockReturnValue();
  const files = { data: path("set.safetensors"), output: path("one.safetensors") };
  const model = await train(path("line.inlay"), {
    ...{ ...files, epochs: 1, batchSize: 4, rateScale: 1, simd: "baseline" },
  });
  for await (const _ of model.fit({ x: COLUMN, target: COLUMN }, { steps: 1, batchSize: 4 }));
  writeFileSync(path("middle.safetensors"), model.save());

  const words = ["--resume", "middle.safetensors", "--epochs", "3", "--batch-size", "4", "-o", "end.safetensors"];
  const { printed, warned } = await trained(...words, "--log", "log.jsonl");
  expect(warned).toContain("middle.safetensors does not tell how it was trained");
  expect(printed[0]).toMatch(/^epoch 2\/3 \(from example 5 of it\): loss /);
  expect(printed[1]).toMatch(/^epoch 3\/3: loss /);
  const told = (await trained(...words, "--json")).printed;
  for (const text of [told.join("\n"), readFileSync(path("log.jsonl"), "utf8").trimEnd()]) {
    const epochs = text.split("\n").map((line) => JSON.parse(line));
    expect(epochs.filter(({ event }) => event === "epoch").map(({ partial }) => partial)).toEqual([true, undefined]);
  }
});

it("goes on with the options that it was begun with", async () => {
  await trained("--validate", "0.2", "--batch-size", "4", "--epochs", "1", "-o", "held.safetensors");
  const on = ["--resume", "held.safetensors", "-o", "on.safetensors"];
  const { printed, warned } = await trained(...on, "--epochs", "2");
  expect(printed[0]).toContain("validation loss");
  expect(warned).toBe(`${path("held.safetensors")} was begun with --validate 0.2 --batch-size 4: so it goes on\n`);
  const changed = await trained(
    "--resume",
    "on.safetensors",
    "--epochs",
    "3",
    "--batch-size",
    "8",
    "-o",
    "x.safetensors",
  );
  expect(changed.warned).toContain("was begun with --batch-size 4, not 8\n");
  await expect(trained(...on, "--epochs", "2", "--validate", "0.4")).rejects.toThrow(
    "held.safetensors was begun with --validate 0.2, not with --validate 0.4: leave --validate out",
  );
});

it("shifts and mirrors images, and goes on as it would have gone", async () => {
  const digits = (...words: string[]) => workspace.run("train", "digits.inlay", "--data", "data", ...words);
  const how = ["--augment", "crop=1,flip", "--seed", "2"];
  await digits("--epochs", "2", ...how, "-o", "a2.safetensors");
  await digits("--epochs", "3", ...how, "-o", "a3.safetensors");
  await digits("--epochs", "3", "--seed", "2", "-o", "plain.safetensors");
  const { stderr } = await digits("--epochs", "3", "--resume", "a2.safetensors", "-o", "r3.safetensors");
  expect(stderr).toContain("a2.safetensors was begun with --augment crop=1,flip: so it goes on\n");
  const bytes = (name: string) => readFileSync(path(name));
  expect(bytes("r3.safetensors").equals(bytes("a3.safetensors"))).toBe(true);
  expect(bytes("plain.safetensors").equals(bytes("a3.safetensors"))).toBe(false);
});

it.each([
  [{}, { validate: "0.2" }, "w was begun without --validate, not with --validate 0.2"],
  [{ validate: "0.2" }, { validate: "test" }, "w was begun with --validate 0.2, not with --validate test"],
  [{ split: 0.8 }, { split: 0.7 }, "w was begun with --split 0.8, not with --split 0.7: leave --split out"],
])("keeps the rows that it trains on: %j, then %j", (begun, given, message) => {
  expect(() => resumedRecipe(given, begun, { resume: "w", note: () => {} })).toThrow(message);
});

it("notes what else differs", () => {
  const notes: string[] = [];
  const resumed = (given: Recipe, begun: Recipe) =>
    resumedRecipe(given, begun, { resume: "w", note: (line) => notes.push(line) });
  expect(resumed({ validate: "test" }, { balanced: true })).toEqual({ validate: "test", balanced: true });
  expect(resumed({ validate: "0.20", balanced: true }, { validate: "0.2", split: 0.5 })).toMatchObject({
    balanced: true,
  });
  expect(notes).toEqual([
    "w was begun with --balanced: so it goes on",
    "w was begun with --split 0.5: so it goes on",
    "w was begun without --balanced",
  ]);
});

it.each([
  ["a,k\n1,w\n2,x\n3,y\n4,z\n", [], "bad.csv: k has 4 classes (w, x, y, z), the model takes 3"],
  ["a,k\n1,w\n2,x\n", ["--validate", "test"], "a CSV file has no test rows without --split <fraction>"],
  ["a,k\n", [], "bad.csv has no rows"],
])("tells what is wrong with %j", async (text, words, message) => {
  const layers = "logits = dense(x, units: 3)\n  output p = softmax(logits)";
  const loss = "input k: i32[batch]\n    loss = softmax_cross_entropy(logits, k)\n    optimizer = sgd()";
  writeFileSync(path("k.inlay"), `model k {\n  input x: f32[batch, 1]\n  ${layers}\n  train {\n    ${loss}\n  }\n}\n`);
  writeFileSync(path("bad.csv"), text);
  const files = ["--data", path("bad.csv"), "-o", path("k.safetensors")];
  await expect(runHere("train", path("k.inlay"), ...files, "--label", "k", ...words)).rejects.toThrow(message);
});
