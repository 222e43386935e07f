/**
 * The options that decide which rows a training takes and in what batches ↔ a checkpoint's metadata, so that a training
 * that goes on takes the same rows: those held out for validation stay held out.
 */
import type { Augmentation } from "../../host/augment.ts";
import { readMetadata } from "../interchange/metadata.ts";
import { readEncoding } from "../interchange/tabular.ts";
import { UserError } from "../support/diagnostic.ts";

/** As given on the command line. */
export interface Recipe {
  readonly validate?: string;
  readonly split?: number;
  readonly balanced?: boolean;
  readonly batchSize?: number;
  readonly augment?: Augmentation;
}

/** The key of a checkpoint's metadata. */
const KEY = "training";

export const DEFAULT_BATCH_SIZE = 128;

export function recipeEntry({ validate, balanced, batchSize, augment }: Recipe): Readonly<Record<string, string>> {
  return { [KEY]: JSON.stringify({ validate, balanced, batchSize, augment }) };
}

/** What the checkpoint tells; `undefined` where it tells nothing. A CSV file's split is stored with its columns. */
export async function readRecipe(checkpoint: Uint8Array, path: string): Promise<Recipe | undefined> {
  try {
    const text = readMetadata(checkpoint)[KEY];
    if (text === undefined) return undefined;
    const split = (await readEncoding(checkpoint))?.split?.train;
    return { ...(JSON.parse(text) as Recipe), ...(split === undefined ? {} : { split }) };
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`);
  }
}

/**
 * The options of a training that goes on: what was left out is as it began. Other rows to train on are refused; other
 * batches, and classes taken equally often, may be meant.
 */
export function resumedRecipe<Given extends Recipe>(
  given: Given,
  begun: Recipe,
  { resume, note }: { readonly resume: string; readonly note: (line: string) => void },
): Given {
  const { validate = begun.validate, balanced = begun.balanced, batchSize = begun.batchSize } = given;
  const { augment = begun.augment } = given;
  if (given.validate !== undefined && !sameRows(given.validate, begun.validate)) {
    refuse(resume, "--validate", begun.validate, given.validate);
  }
  if (given.split !== undefined && given.split !== begun.split) refuse(resume, "--split", begun.split, given.split);
  const taken = [
    ...(given.validate === undefined && validate !== undefined ? [`--validate ${validate}`] : []),
    ...(given.split === undefined && begun.split !== undefined ? [`--split ${begun.split}`] : []),
    ...(given.balanced === undefined && balanced ? ["--balanced"] : []),
    ...(given.batchSize === undefined && (batchSize ?? DEFAULT_BATCH_SIZE) !== DEFAULT_BATCH_SIZE
      ? [`--batch-size ${batchSize}`]
      : []),
    ...(given.augment === undefined && augment !== undefined ? [`--augment ${augmentWord(augment)}`] : []),
  ];
  if (taken.length > 0) note(`${resume} was begun with ${taken.join(" ")}: so it goes on`);
  if (given.balanced && !begun.balanced) note(`${resume} was begun without --balanced`);
  if (given.batchSize !== undefined && begun.batchSize !== undefined && given.batchSize !== begun.batchSize) {
    note(`${resume} was begun with --batch-size ${begun.batchSize}, not ${given.batchSize}`);
  }
  if (given.augment && begun.augment && augmentWord(given.augment) !== augmentWord(begun.augment)) {
    note(`${resume} was begun with --augment ${augmentWord(begun.augment)}, not ${augmentWord(given.augment)}`);
  } else if (given.augment && !begun.augment) note(`${resume} was begun without --augment`);
  const options = { validate, balanced, batchSize, augment };
  return { ...given, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) };
}

function augmentWord({ crop = 0, flip }: Augmentation): string {
  return [...(crop > 0 ? [`crop=${crop}`] : []), ...(flip ? ["flip"] : [])].join(",");
}

/** Whether both leave the same rows to train on: only a fraction takes some of them. */
function sameRows(one: string, other: string | undefined): boolean {
  const part = (word: string | undefined): number =>
    word === undefined || Number.isNaN(Number(word)) ? 0 : Number(word);
  return part(one) === part(other);
}

function refuse(resume: string, option: string, begun: string | number | undefined, given: string | number): never {
  const first = begun === undefined ? `without ${option}` : `with ${option} ${begun}`;
  throw new UserError(`${resume} was begun ${first}, not with ${option} ${given}: leave ${option} out`);
}
