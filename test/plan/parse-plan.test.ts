import { expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import type { Plan } from "../../compiler/4-plan/plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";

const TEXT = `plan "größe"
max_batch 8
memory_bytes 1024

buffers {
  // name               role       type               layout        offset  bytes
  "größe.weight"        parameter  f32[20, 40]        panels            64   3840
  "train/größe.weight'" parameter  f32[20, 40]        panels            64   3840  in place of "größe.weight"
  train/step''          temporary  i32[]              rows            3904     64
  train/x               temporary  f32[2*batch, 40]   panels local    3968   1024
  train/y               temporary  f32[2*batch, 20]   panels          3968   1024  part of train/x from panel 1
  train/constant.0      constant   f32[3]             rows            4992     64  = [-0, 1e-8, -Infinity]
}

entry train {
  panels 3 {
    // two lines
    // of comment
    map [2*batch, 40] {
      %0 = row train/x
      %1 = constant {values = [NaN]}
      %2 = mul(%0, %1)
      store train/x = %2
    }
  }
  once {
    train/step'' = kernel strange() [0, 3*batch, f32 0.5]
    train/x, train/step'' = kernel twofold(train/constant.0) []
  }
}
`;

test("odd names, numbers and sizes read back", () => {
  const plan = parsePlan(TEXT);
  expect(plan.buffers.map((buffer) => buffer.inPlaceOf)).toEqual([
    undefined,
    "größe.weight",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(plan.buffers.at(-2)!.partOf).toEqual({ buffer: "train/x", panel: 1 });
  expect(plan.buffers.at(-1)!.values).toEqual([-0, 1e-8, -Infinity]);
  const [map, kernel] = plan.entries[0]!.groups.map((group) => group.calls[0]!);
  expect(map).toMatchObject({ kind: "map", rows: { batch: 2 }, columns: 40, comment: ["two lines", "of comment"] });
  expect(kernel).toMatchObject({ operands: [], sizes: [0, { batch: 3 }, { f32: 0.5 }], comment: [] });
  expect(plan.entries[0]!.groups[1]!.calls[1]).toMatchObject({ results: ["train/x", "train/step''"], sizes: [] });
  expect(parsePlan(printPlan(plan))).toEqual(plan);
});

test("an empty plan", () => {
  const plan: Plan = {
    name: "empty",
    maxBatch: 1,
    threads: 1,
    buffers: [],
    entries: [{ entry: "infer", groups: [] }],
    memoryBytes: 0,
  };
  expect(parsePlan(printPlan(plan))).toEqual(plan);
});

test.each([
  ["a value out of turn", TEXT.replace("%1 = constant", "%7 = constant"), "line 21: value 1 belongs here"],
  ["an unknown role", TEXT.replace("temporary", "temporal"), "line 9: expected a role (argument, parameter, state, "],
  [
    "a product without a sum",
    TEXT.replace("map [2*batch, 40]", "product [2*batch, 40]"),
    "line 19: a product has one sum",
  ],
  ["a missing end", TEXT.slice(0, TEXT.indexOf("  once")), "line 25: expected }, got the end of the text"],
])("%s is refused with its line", (_, text, message) => {
  expect(() => parsePlan(text)).toThrow(message);
});
