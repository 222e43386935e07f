/** Random crops and mirror images: each is one of the shifts of its own row, all of them come, and only seed and epoch decide. */
import { describe, expect, test } from "vitest";
import type { InputField } from "../../compiler/5-emit/manifest.ts";
import { type Augmentation, augment } from "../../host/augment.ts";
import type { Model } from "../../host/index.ts";

const ROWS = 300;
const [HEIGHT, WIDTH, CHANNELS] = [4, 5, 2];
const SIZE = HEIGHT * WIDTH * CHANNELS;

function modelOf(...shape: number[]) {
  const field = (name: string, own: InputField["shape"], usedBy: InputField["usedBy"]): InputField => {
    return { name, dtype: "f32", shape: own, offset: 0, layout: "rows", usedBy };
  };
  const inputs = [
    field("x", [{ batch: 1 }, ...shape], ["infer", "train_step"]),
    field("y", [{ batch: 1 }], ["train_step"]),
  ];
  return { manifest: { inputs } as unknown as Model["manifest"] };
}

const images = Float32Array.from({ length: ROWS * SIZE }, (_, i) => i + 1);
const data = { x: images, y: new Float32Array(ROWS) };

/** The images of an epoch, and the order of its rows. */
function epochOf(options: Augmentation, seed = 1, epoch = 0, order?: false) {
  const made = augment(modelOf(HEIGHT, WIDTH, CHANNELS), data, options, order);
  const rows = new Uint32Array(ROWS);
  made.shuffle(rows, seed, epoch);
  return { x: made.dataset.x as Float32Array, y: made.dataset.y, rows };
}

/** One row shifted and mirrored, as the definition says. */
function expected(row: number, down: number, right: number, flip: boolean, fill = 0): number[] {
  return Array.from({ length: SIZE }, (_, i) => {
    const [y, x, c] = [Math.floor(i / (WIDTH * CHANNELS)), Math.floor(i / CHANNELS) % WIDTH, i % CHANNELS];
    const [from, column] = [y + down, (flip ? WIDTH - 1 - x : x) + right];
    if (from < 0 || from >= HEIGHT || column < 0 || column >= WIDTH) return fill;
    return images[row * SIZE + (from * WIDTH + column) * CHANNELS + c]!;
  });
}

describe("crop and flip", () => {
  test("give every shift of the row inside of the border, and no other", () => {
    const { x, y } = epochOf({ crop: 1, flip: true, fill: -7 });
    const kinds = new Map<string, string>();
    for (let row = 0; row < ROWS; row++) {
      const found = [...x.subarray(row * SIZE, (row + 1) * SIZE)];
      const choices = [-1, 0, 1].flatMap((down) =>
        [-1, 0, 1].flatMap((right) => [false, true].map((flip) => [down, right, flip] as const)),
      );
      const choice = choices.find(
        ([down, right, flip]) => expected(row, down, right, flip, -7).join() === found.join(),
      );
      expect(choice).toBeDefined();
      kinds.set(String(choice), String(choice));
    }
    expect(kinds.size).toBe(18);
    expect(y).toBe(data.y);
    expect(images[0]).toBe(1);
  });

  test("are a function of seed, epoch and row", () => {
    const options = { crop: 2, flip: true };
    const [one, same, epoch, seed] = [epochOf(options), epochOf(options), epochOf(options, 1, 1), epochOf(options, 2)];
    expect(one).toEqual(same);
    expect(one.x).not.toEqual(epoch.x);
    expect(one.x).not.toEqual(seed.x);
    expect([...one.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, i) => i));
    const unshuffled = epochOf(options, 1, 0, false);
    expect([...unshuffled.rows]).toEqual(Array.from({ length: ROWS }, (_, i) => i));
    expect(unshuffled.x).toEqual(one.x);
  });

  test("mirror every other image", () => {
    const { x } = epochOf({ flip: true });
    const mirrored = Array.from({ length: ROWS }, (_, row) => x[row * SIZE] !== images[row * SIZE]);
    expect(mirrored.filter(Boolean).length / ROWS).toBeCloseTo(0.5, 1);
  });
});

test.each([
  [[16], {}, 4],
  [[3, 5], {}, 5],
  [[24], { image: [2, 3, 4] as const }, 12],
])("images of shape %j %j are seen", (shape, options, line) => {
  const size = shape.reduce((a, b) => a * b);
  const x = Float32Array.from({ length: 40 * size }, (_, i) => i);
  const { dataset, shuffle } = augment(modelOf(...shape), { x }, { flip: true, ...options });
  shuffle(new Uint32Array(40), 3, 0);
  const made = dataset.x as Float32Array;
  const flipped = Array.from({ length: 40 }, (_, row) => row).find((row) => made[row * size] !== x[row * size])!;
  const channels = "image" in options ? 4 : 1;
  expect(made[flipped * size]).toBe(x[flipped * size + line - channels]);
});

test.each([
  [[10], {}, "`x` has 10 values a row, which are no square image"],
  [[4, 5], { crop: 4 }, "a crop of 4 is no border for images of 4 × 5"],
  [[4, 5], { image: [4, 4, 1] as const }, "`x` has 20 values a row, not images of 4 × 4 × 1"],
  [[2, 2, 2, 2], {}, "`x` holds no images"],
  [[4, 5], { input: "z" }, "z"],
  [[4, 5], { zoom: 1 } as object, "no option is called `zoom`"],
])("refuses %j %j", (shape, options, message) => {
  const x = new Float32Array(shape.reduce((a, b) => a * b));
  expect(() => augment(modelOf(...shape), { x }, options)).toThrow(message);
});
