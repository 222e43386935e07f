/**
 * Images that differ a little in every epoch: a random crop of the image inside of a border, as torchvision's
 * `RandomCrop(size, padding)`, and a mirror image of every other one, as `RandomHorizontalFlip()`. What becomes of a row is
 * a function of (seed, epoch, row), so that a training can stop and go on anywhere.
 *
 * `fit` reads a copy of the images, which is made anew where it asks for the order of an epoch's rows.
 */
import type { Dataset } from "./columns.ts";
import { checkNames, checkRest, fail } from "./errors.ts";
import { isBatched, namesOf, sizeAt, type TypedArray, VIEWS } from "./layout.ts";
import type { Model } from "./model.ts";
import { shuffle } from "./shuffle.ts";
import type { FitOptions } from "./train.ts";

export interface Augmentation {
  /** The border in pixels, of which the crop may begin anywhere; none. */
  readonly crop?: number;
  /** Whether every other image is mirrored, left to right. */
  readonly flip?: boolean;
  /** What the border holds, in every channel; 0. */
  readonly fill?: number;
  /** The input that holds the images; by default the only one that inference reads. */
  readonly input?: string;
  /** Height, width and channels; by default as the input has them, or a square of one channel. */
  readonly image?: readonly [number, number, number];
}

export interface Augmented {
  readonly dataset: Dataset;
  /** For `fit`, with that data set. */
  readonly shuffle: (order: Uint32Array, seed: number, epoch: number) => void;
}

/** `order` is what `fit` would be given as `shuffle`. */
export function augment(
  model: Pick<Model, "manifest">,
  dataset: Dataset,
  { crop = 0, flip = false, fill = 0, input, image, ...rest }: Augmentation,
  order: FitOptions["shuffle"] = true,
): Augmented {
  checkRest(rest);
  const field = imagesIn(model, dataset, input);
  const [height, width, channels] = image ?? shapeOf(field);
  const size = sizeAt(field, 1);
  if (height * width * channels !== size) {
    fail(`\`${field.name}\` has ${size} values a row, not images of ${height} × ${width} × ${channels}`);
  }
  if (!Number.isInteger(crop) || crop < 0 || crop >= Math.min(height, width)) {
    fail(`a crop of ${crop} is no border for images of ${height} × ${width}`);
  }
  const given = dataset[field.name]!;
  const copy = Array.isArray(given) ? VIEWS[field.dtype].from(given) : (given as TypedArray).slice();
  const line = width * channels;

  const place = (from: number, to: number, down: number, right: number, mirrored: boolean) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [row, column] = [y + down, (mirrored ? width - 1 - x : x) + right];
        const isInside = row >= 0 && row < height && column >= 0 && column < width;
        const source = from + row * line + column * channels;
        for (let c = 0; c < channels; c++) copy[to++] = isInside ? given[source + c]! : fill;
      }
    }
  };
  return {
    dataset: { ...dataset, [field.name]: copy },
    shuffle(rows, seed, epoch) {
      if (typeof order === "function") order(rows, seed, epoch);
      else if (order) shuffle(rows, seed, epoch);
      else for (let i = 0; i < rows.length; i++) rows[i] = i;
      for (let row = 0; row * size < copy.length; row++) {
        const draw = (which: number, below: number) =>
          Math.floor((mix(mix(mix(mix(AUGMENT, seed), epoch), row), which) / 2 ** 32) * below);
        const [down, right] = [draw(0, 2 * crop + 1) - crop, draw(1, 2 * crop + 1) - crop];
        place(row * size, row * size, down, right, flip && draw(2, 2) === 1);
      }
    },
  };
}

/** Where the numbers start, so that they have nothing in common with others of the same seed. */
const AUGMENT = 0x6175676d;

/** A number into a hash, by the finalizer of MurmurHash3 (A. Appleby). */
function mix(hash: number, value: number): number {
  let h = (hash + Math.imul(value, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function imagesIn({ manifest }: Pick<Model, "manifest">, dataset: Dataset, input: string | undefined) {
  const fields = manifest.inputs.filter((field) => isBatched(field) && dataset[field.name]);
  const given = fields.filter(({ usedBy }) => usedBy.includes("infer"));
  if (input === undefined && given.length !== 1) fail("say which input holds the images to augment");
  if (input !== undefined) checkNames("input", [input], namesOf(fields));
  return input === undefined ? given[0]! : fields.find(({ name }) => name === input)!;
}

function shapeOf({
  name,
  shape,
}: Pick<Model["manifest"]["inputs"][number], "name" | "shape">): [number, number, number] {
  const [height = 0, width, channels = 1] = shape.slice(1) as number[];
  if (shape.length > 4 || shape.length < 2) fail(`\`${name}\` holds no images: say their height, width and channels`);
  if (width !== undefined) return [height, width, channels];
  const side = Math.sqrt(height);
  if (!Number.isInteger(side)) fail(`\`${name}\` has ${height} values a row, which are no square image`);
  return [side, side, 1];
}
