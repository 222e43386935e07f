import { describe, expect, test } from "vitest";
import type { Pass } from "../../compiler/3-passes/pass.ts";
import { renderPassTable } from "../../compiler/3-passes/pass-table.ts";
import { checkOrder, PASSES, PIPELINE, runPasses } from "../../compiler/3-passes/pipeline.ts";
import { entriesOf, specialize } from "../../compiler/3-passes/specialize.ts";
import { reachable } from "../../compiler/ir/graph.ts";
import { InternalError, UserError } from "../../compiler/support/diagnostic.ts";
import { deepNet, seedNet } from "./nets.ts";

const pass = (name: string, after: Pass["after"] = []): Pass => ({
  name,
  doc: "",
  after,
  entries: ["infer"],
  run: (graph) => graph,
});

describe("the order", () => {
  test("holds", () => checkOrder(PIPELINE));

  test("is refused where a pass stands before one that it must follow", () => {
    const second = pass("second", [{ pass: "first", because: "it makes what second reads" }]);
    expect(() => checkOrder([{ pass: second }, { pass: pass("first") }])).toThrow(
      new InternalError("second must run after first: it makes what second reads"),
    );
  });

  test("is refused where a pass runs again for no reason", () => {
    expect(() => checkOrder([{ pass: pass("first") }, { pass: pass("first") }])).toThrow("say why first runs again");
  });

  test("is told in docs/passes.md", () => expect(renderPassTable()).toMatchFileSnapshot("../../docs/passes.md"));
});

describe("disabling", () => {
  const train = specialize(seedNet(), "train");
  const infer = specialize(seedNet(), "infer");
  const disable = (name: string) => ({ inferOnly: false, disable: new Set([name]) });

  test("a required pass is a user error", () => {
    expect(() => runPasses(train, disable("differentiate"))).toThrow(
      new UserError("the pass differentiate cannot be disabled: training has no updates without it"),
    );
    expect(() => runPasses(infer, disable("legalize"))).toThrow(UserError);
  });

  test("a pass that the entry does not need is fine", () => runPasses(infer, disable("differentiate")));

  test("an unknown pass names the known ones", () => {
    expect(() => runPasses(infer, disable("fold"))).toThrow(/^no pass is called fold; the passes are infer-shapes, /);
  });
});

test("observers see each pass that ran, in order", () => {
  const seen: string[] = [];
  const options = { inferOnly: true, onAfter: (name: string) => seen.push(name) };
  const { timings } = runPasses(specialize(seedNet(), "infer"), options);
  expect(seen).toEqual(timings.map((timing) => timing.pass));
  expect(seen).toEqual(PIPELINE.map((step) => step.pass.name).filter((name) => name !== "differentiate"));
});

test("a broken pass is named, with the graph before it", () => {
  const graph = specialize(seedNet(), "infer");
  const wrong = { ...graph.outputs[0]!.node, operands: [graph.inputs[0]!, graph.inputs[0]!] };
  const matmul = { ...wrong, op: graph.outputs[0]!.node.operands[0]!.operands[0]!.op };
  const broken = { ...graph, outputs: [{ ...graph.outputs[0]!, node: matmul }] };
  expect(() => runPasses(broken, { inferOnly: true })).toThrow(
    /^in pass infer-shapes: (.|\n)*before it:\ngraph net infer/,
  );
});

test("settled graphs stay the same object", () => {
  for (const entry of entriesOf(seedNet())) {
    const { graph } = runPasses(specialize(seedNet(), entry), { inferOnly: true });
    const again = PASSES.filter((step) => step.name !== "differentiate" && step.entries.some((name) => name === entry));
    for (const step of again) expect(step.run(graph, { did() {}, refused() {} }) === graph, step.name).toBe(true);
  }
});

test.each(["infer", "train"] as const)("a block more adds the same nodes every time, up to 500 layers: %s", (entry) => {
  const size = (blocks: number) =>
    reachable(runPasses(specialize(deepNet(blocks), entry), { inferOnly: true }).graph).length;
  const [few, more, many] = [size(10), size(20), size(170)];
  expect(more).toBeGreaterThan(few);
  expect(many - few).toBe(16 * (more - few));
});
