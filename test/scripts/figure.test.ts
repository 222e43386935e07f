/** The maker of figure 1 of the batch norm paper, on small nets and data: `npm run figure` draws the real one. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { drawFigure, type FigureSettings, medianMovement, openNet, trainCurve } from "../../scripts/paper-figure.ts";

const net = (hidden: string) => `model net {
  input x: f32[batch, 4]
  h = x
  for i in 0..2 {
    ${hidden}
  }
  logits = dense(h, units: 2)
  output scores = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = sgd(learning_rate: 0.5)
  }
}
`;

const SETTINGS: FigureSettings = { steps: 40, batchSize: 16, seed: 1, every: 4, window: 2, unit: 1, from: 0 };

/** Which of two sums is the larger. */
const label = Int32Array.from({ length: 64 }, (_, i) => i & 1);
const x = Float32Array.from({ length: 256 }, (_, i) => (label[i >> 2] === (i & 1) ? 1 : 0) + Math.sin(i * i) / 4);
const split = { train: { x, label }, test: { x, label } };

test("the figure has both curves and the percentiles of both nets on one scale", async () => {
  const plain = await trainCurve(
    await openNet(net("h = dense(h, units: 4, activation: sigmoid)"), SETTINGS),
    split,
    SETTINGS,
  );
  const normalised = await trainCurve(
    await openNet(net("h = sigmoid(batch_norm(dense(h, units: 4), momentum: 0.5))"), SETTINGS),
    split,
    SETTINGS,
  );
  for (const curve of [plain, normalised]) {
    expect(curve.accuracy.map(([step]) => step)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    for (const [, [low, middle, high]] of curve.percentiles) expect(low <= middle && middle <= high).toBe(true);
    expect(medianMovement(curve)).toBeGreaterThan(0);
  }
  // Between its first and last step the normalised net has learned more.
  const sum = (curve: typeof plain) => curve.accuracy.reduce((total, [, value]) => total + value, 0);
  expect(sum(normalised)).toBeGreaterThan(sum(plain));
  // What a batch norm gives has the deviation 1: outer percentiles of normal values lie at ±1.04.
  const [, [low, , high]] = normalised.percentiles[0]!;
  expect(high - low).toBeGreaterThan(1.2);
  expect(high - low).toBeLessThan(2.8);

  const svg = drawFigure(plain, normalised, ["sigmoids"], SETTINGS);
  expect(svg.match(/<g>/g)).toHaveLength(3);
  expect(svg.match(/<path /g)).toHaveLength(2 + 3 + 3);
  expect(svg).toContain("40 steps of 16 images, seed 1; percentiles of unit 1 over 2 steps before each point");
  // Panels (b) and (c) have the same ticks.
  const [, , b, c] = svg.split("<g>").map((panel) => panel.match(/text-anchor="end">[^<]+</g)?.join());
  expect(b).toBe(c);
});

test("a run that is too short is an error", () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ["scripts/figure.ts", ...words], {
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
  expect(run("--steps", "5")).toMatchObject({
    status: 1,
    stderr: "error: --steps 5 is no whole number from 100 to 10000000\n",
  });
});
