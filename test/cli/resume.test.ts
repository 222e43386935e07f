/** What a resumed training tells of itself, in this process. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { train } from "../../compiler/cli/train.ts";
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
  const { printed } = await trained(...words, "--log", "log.jsonl");
  expect(printed[0]).toMatch(/^epoch 2\/3 \(from example 5 of it\): loss /);
  expect(printed[1]).toMatch(/^epoch 3\/3: loss /);
  const told = (await trained(...words, "--json")).printed;
  for (const text of [told.join("\n"), readFileSync(path("log.jsonl"), "utf8").trimEnd()]) {
    const epochs = text.split("\n").map((line) => JSON.parse(line));
    expect(epochs.filter(({ event }) => event === "epoch").map(({ partial }) => partial)).toEqual([true, undefined]);
  }
});
