/** Illnesses planted in models, and what the doctor says: to each its own finding, and to a healthy model none. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { diagnosisPicture } from "../../compiler/cli/doctor-report.ts";
import { checkText, compileText } from "../../compiler/compile.ts";
import { diagnose, examine } from "../../compiler/doctor/diagnose.ts";
import type { Diagnosis } from "../../compiler/doctor/diagnosis.ts";
import { findingsOf } from "../../compiler/doctor/findings.ts";
import { openPatient, type Patient } from "../../compiler/doctor/instrument.ts";
import { percentilesOf, Spread } from "../../compiler/doctor/measures.ts";
import { newProbes } from "../../compiler/doctor/probes.ts";
import { makeWorkspace, runHere, type Workspace } from "../cli/run-cli.ts";

const model = (layers: string, rate = 0.05) => `model patient {
  input x: f32[batch, 8]
${layers}
  output scores = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = sgd(learning_rate: ${rate})
  }
}
`;

const HEALTHY = model(`  hidden = dense(x, units: 20, bias: false)
  normal = batch_norm(hidden, momentum: 0.9)
  h = relu(normal)
  h = relu(batch_norm(dense(h, units: 20, name: "second"), momentum: 0.9, name: "again"))
  even = layer_norm(h)
  logits = dense(even, units: 3)`);

const SICK = model(`  dead = relu(dense(x, units: 12) - 100)
  faint = batch_norm(dense(x, units: 12, name: "a") * 0.001, epsilon: 0.01, momentum: 0.5)
  slow = batch_norm(dense(x, units: 12, name: "b") * 3 + 5, momentum: 0.9999)
  still = batch_norm(x * 0 + 1, momentum: 0.5)
  flat = tanh(dense(x, units: 12, name: "c") * 20)
  ghosts = batch_norm(dense(x, units: 12, name: "d"), virtual_batch_size: 4, momentum: 0.5)
  logits = dense(concat(dead, faint, slow, still, flat, ghosts), units: 3)`);

/** Three classes of 8 numbers, overlapping. */
function makeData(rows: number) {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const label = Int32Array.from({ length: rows }, () => Math.floor(random() * 3));
  const x = Float32Array.from({ length: rows * 8 }, (_, i) => {
    const noise = random() + random() + random() + random() - 2;
    return 1.7 * noise + ((i % 8) % 3 === label[Math.floor(i / 8)] ? 1 : 0);
  });
  return { x, label };
}

const DATA = makeData(600);

/** Opens the healthy patient, several times. */
async function makeOpener() {
  const probes = newProbes();
  const compiled = await compileText(HEALTHY, { maxBatch: 32, probe: probes.probe, verify: true });
  return (weights?: Uint8Array) => openPatient(compiled, probes.points, { seed: 1, weights });
}

const codes = ({ findings }: Diagnosis) => findings.map(({ severity, code, layer }) => `${severity} ${code} ${layer}`);

let open: Awaited<ReturnType<typeof makeOpener>>;
let healthy: Patient;
let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace();
  open = await makeOpener();
  healthy = await open();
});

afterAll(() => workspace.remove());

/** The healthy patient, from the start. */
function examined(batchSize: number, steps = 60): Promise<Diagnosis> {
  healthy.model.init(1);
  return examine(healthy, DATA, { steps, batchSize });
}

describe("the doctor", () => {
  it("has nothing to say of a healthy model, and says the same again", async () => {
    const report = await examined(32);
    expect(report.findings).toEqual([]);
    expect(report.loss.last).toBeLessThan(report.loss.first);
    expect(report.norms.map(({ layer, kind }) => [layer, kind])).toEqual([
      ["normal", "batch_norm"],
      ["again", "batch_norm"],
      ["even", "layer_norm"],
    ]);
    // Values of one name are told apart by their layers.
    expect(report.activations.map(({ layer }) => layer)).toEqual(["h", "h (again)"]);
    const [normal] = report.norms;
    expect(normal!.series).toHaveLength(60);
    const driftAt = (place: number) => normal!.series.at(place)!.drift!;
    // The mean's start weighs 0.9 after a step; later what remains is the scatter of one batch, √(1/32), and the lag.
    expect(driftAt(0).mean).toBeGreaterThan(0);
    expect(driftAt(-1).mean).toBeLessThan(0.4);
    expect(driftAt(-1).variance / driftAt(0).variance).toBeGreaterThan(0.5);
    const { meanError, varianceError, drift, values } = normal!.still!.batch!;
    expect(values).toBe(32);
    // Rows of a batch are independent, so that the formulas hold.
    expect(meanError.measured / meanError.formula).toBeCloseTo(1, 0.3);
    expect(varianceError.measured / varianceError.formula).toBeGreaterThan(0.6);
    expect(drift.mean).toBeLessThan(0.2);
    expect(await examined(32)).toEqual(report);
  });

  it("knows every kind of normalisation", () => {
    const layers = `  a = batch_norm(dense(x, units: 8), momentum: none, virtual_batch_size: 16)
  b = layer_norm(rms_norm(a, name: "root"), name: "even")
  c = instance_norm(group_norm(reshape(b, shape: [batch, 2, 4]), groups: 2, name: "few"), name: "own")
  logits = dense(flatten(c), units: 3)`;
    const probes = newProbes();
    probes.probe(checkText(model(layers)).graph!);
    expect(probes.points.norms.map(({ kind }) => kind)).toEqual([
      "batch_norm",
      "rms_norm",
      "layer_norm",
      "group_norm",
      "instance_norm",
    ]);
    expect(probes.points.norms[0]!.running).toMatchObject({ debiased: true, virtualBatch: 16, frozen: false });
  });

  it("leaves the model as the run has made it", async () => {
    await examined(32, 5);
    const left = healthy.model.save();
    healthy.model.init(1);
    for await (const _ of healthy.model.fit(DATA, { steps: 5, batchSize: 32, lastBatch: "drop" }));
    expect(Buffer.from(left).equals(healthy.model.save())).toBe(true);
  });

  it("goes on from a checkpoint", async () => {
    await examined(32, 20);
    const other = await open(healthy.model.save());
    expect(other.model.counters.step).toBe(20);
    const later = await examine(other, DATA, { steps: 5 });
    // 0.9²⁵ of the start is left, counted over both runs.
    expect(later.norms[0]!.still!.batch!.startWeight).toBeCloseTo(0.9 ** 25, 6);
    await expect(open(new Uint8Array(9))).rejects.toThrow();
  });

  it("probes without changing what is computed", async () => {
    const plain = await compileText(HEALTHY, { maxBatch: 32 });
    const { load } = await import("../../host/index.ts");
    const bare = await load(plain.module!.wasm as BufferSource, { seed: 1 });
    expect(bare.manifest.outputs.map(({ name }) => name)).toEqual(["scores"]);
    expect(healthy.model.manifest.outputs.map(({ name }) => name)).toEqual(["scores"]);
    healthy.model.init(1);
    const losses = [bare, healthy.model].map(async (one) => {
      const found: number[] = [];
      for await (const { loss } of one.fit(DATA, { steps: 20, batchSize: 32 })) found.push(loss);
      return found;
    });
    const [own, probed] = await Promise.all(losses);
    for (const [i, loss] of own!.entries()) expect(probed![i]! / loss).toBeCloseTo(1, 5);
  });

  it("reads the gradients' norms", async () => {
    healthy.model.init(1);
    const before = healthy.model.get("logits.weight");
    healthy.model.trainStep({ x: DATA.x.slice(0, 256), label: DATA.label.slice(0, 32) });
    const after = healthy.model.get("logits.weight");
    // Plain gradient descent: the change is the gradient times the rate.
    const squares = after.reduce((sum, value, i) => sum + ((value - before[i]!) / 0.05) ** 2, 0);
    expect(healthy.read("logits.weight.gradient", 32)[0]! / squares).toBeCloseTo(1, 3);
  });

  it("finds a batch that is too small", async () => {
    const report = await examined(2);
    expect(codes(report)).toContain("warning small-batch normal");
    const { message, measured, advice } = report.findings.find(({ code }) => code === "small-batch")!;
    expect(message).toBe("the batch is too small for steady statistics: 2 values a unit");
    expect(measured).toContain("√(1/m) is 0.707");
    expect(advice.join()).toContain("group_norm");
  });

  it("takes into account that batches of few rows resemble each other", async () => {
    healthy.model.init(1);
    const few = makeData(48);
    const { meanError } = (await examine(healthy, few, { steps: 20 })).norms[0]!.still!.batch!;
    expect(Math.abs(meanError.measured / meanError.formula - 1)).toBeLessThan(0.35);
    healthy.model.init(1);
    const all = (await examine(healthy, makeData(32), { steps: 20 })).norms[0]!.still!.batch!;
    expect(all.meanError.measured).toBe(all.meanError.formula);
  });

  it("finds dead units, epsilon, lagging statistics, constant inputs and flat activations, each in its layer", async () => {
    const report = await diagnose(SICK, DATA, { steps: 40, seed: 1 });
    expect(codes(report).sort()).toEqual([
      "warning constant-inputs still",
      "warning dead-units dead",
      "warning drift slow",
      "warning epsilon faint",
      "warning saturated flat",
      "warning small-batch ghosts",
    ]);
    const of = (code: string) => report.findings.find((finding) => finding.code === code)!;
    expect(of("dead-units").message).toContain("12 of 12 units are dead");
    expect(of("dead-units").advice).toContain("he_normal() weights and a bias from 0: units are born dead");
    expect(of("dead-units").advice.join()).not.toContain("learning_rate");
    expect(of("drift").message).toContain("after 40 steps the running statistics are still 100 % their start");
    expect(of("drift").advice).toContain("momentum: 0.88");
    expect(of("epsilon").advice[0]).toMatch(/^epsilon: 1e-(8|9)$/);
    expect(of("small-batch").message).toContain("4 values a unit");
    expect(of("small-batch").advice[0]).toContain("virtual_batch_size");
    const { meanError } = report.norms.find(({ layer }) => layer === "ghosts")!.still!.batch!;
    expect(Math.abs(meanError.measured - 0.5)).toBeLessThan(0.15);
    const { running, recalibrated } = report.statistics!;
    expect(running).toBeGreaterThan(1.05 * recalibrated);
  });

  it("judges what layers cost together, and large batches", async () => {
    const report = await examined(32, 60);
    const judged = (changed: Partial<Diagnosis>) =>
      findingsOf({ ...report, ...changed }, healthy.points).map(({ severity, code, layer }) => [severity, code, layer]);
    expect(judged({ statistics: { running: 1.04, recalibrated: 1 } })).toEqual([]);
    expect(judged({ statistics: { running: 1.06, recalibrated: 1 } })).toEqual([["warning", "drift", undefined]]);
    const [normal] = report.norms;
    const batch = { ...normal!.still!.batch!, meanError: { formula: 0.04, measured: 0.04 } };
    const steady = [{ ...normal!, still: { ...normal!.still!, batch } }];
    expect(judged({ norms: steady })).toEqual([]);
    expect(judged({ norms: steady, batchSize: 512 })).toEqual([["note", "large-batch", "normal"]]);
  });

  it("finds that training diverged, and where the gradient shrinks", async () => {
    const wild = model("  h = dense(x, units: 4)\n  logits = dense(h * h * h, units: 3)", 1e9);
    const report = await diagnose(wild, DATA, { steps: 40 });
    expect(codes(report)).toEqual(["warning diverged undefined"]);
    expect(report.diverged).toBeLessThan(10);
    const deep = Array.from(
      { length: 4 },
      (_, i) => `  h${i} = dense(${i ? `h${i - 1}` : "x"}, units: 8, activation: sigmoid)`,
    );
    const lost = await diagnose(model(`${deep.join("\n")}\n  logits = dense(h3, units: 3)`), DATA, { steps: 40 });
    expect(codes(lost)).toContain("warning vanishing-gradient h0.weight");
    // One finding for all layers that have it, named after the worst.
    expect(lost.findings.find(({ code }) => code === "vanishing-gradient")!.also).toContain("h1.weight");
  });

  it("refuses what cannot be examined", async () => {
    const untrained = "model m {\n  input x: f32[batch, 2]\n  output y = relu(x)\n}\n";
    await expect(diagnose(untrained, DATA)).rejects.toThrow("m has no loss and optimizer in a train block");
    await expect(diagnose(HEALTHY.replace("dense(x", "dense(z"), DATA)).rejects.toThrow("unknown name z");
    await expect(examine(healthy, makeData(20), {})).rejects.toThrow("leaves nothing of 20 examples");
    await expect(examine(healthy, DATA, { steps: 0 })).rejects.toThrow("steps is 0");
  });

  it("draws a panel for each layer", async () => {
    const picture = diagnosisPicture(await examined(32, 10));
    expect(picture.match(/<g>/g)).toHaveLength(5);
    expect(picture).toContain("normal (batch_norm): inputs");
    expect(picture).toContain("normal: running statistics against the batch");
  });
});

describe("inlay doctor", () => {
  const doctor = (...words: string[]) =>
    runHere("doctor", workspace.path("digits.inlay"), "--data", workspace.path("data"), ...words);

  it("prints the golden report and draws", async () => {
    const words = ["--steps", "30", "--batch-size", "16", "--seed", "1"];
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    await doctor(...words, "--svg", workspace.path("d.svg"));
    const [text] = printed.mock.calls[0]!;
    printed.mockRestore();
    await expect(`${text}\n`).toMatchFileSnapshot("digits.txt");
    expect(readFileSync(workspace.path("d.svg"), "utf8")).toContain("digits: 30 steps of 16 rows, seed 1");
  });

  it("refuses wrong usage", async () => {
    const at = (name: string) => workspace.path(name);
    await expect(doctor("--svg", "d.png")).rejects.toThrow("does not end in .svg");
    await expect(doctor("--steps", "0")).rejects.toThrow("not an integer");
    await expect(doctor("--batch-size", "1")).rejects.toThrow("needs 2 rows a step");
    await expect(doctor("--weights", at("none.safetensors"))).rejects.toThrow("none.safetensors");
    writeFileSync(at("w.safetensors"), "not a checkpoint");
    await expect(doctor("--weights", at("w.safetensors"))).rejects.toThrow("w.safetensors: ");
    await expect(doctor("--svg", at("digits.inlay.svg"), "--data", at("nothing"))).rejects.toThrow(
      "there is no data set",
    );
    expect(existsSync(at("digits.inlay.svg"))).toBe(false);
  });
});

describe("measures", () => {
  it("takes percentiles of one unit, and means over units", () => {
    // Column 0 is 0…100, column 1 is ten times that.
    const values = Float32Array.from({ length: 202 }, (_, i) => Math.floor(i / 2) * (i % 2 ? 10 : 1));
    expect(percentilesOf(values, 2, 0)).toEqual([15, 50, 85]);
    expect(percentilesOf(values, 2)).toEqual([82.5, 275, 467.5]);
  });

  it("adds up means and variances far from 0", () => {
    const spread = new Spread(1);
    for (const value of [1e9 + 1, 1e9 + 2, 1e9 + 3]) spread.add([value]);
    expect([...spread.mean(), ...spread.variance()]).toEqual([1e9 + 2, 1]);
  });
});
