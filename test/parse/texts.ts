/** Texts for property tests: real models, models with something broken, and noise. */
import { readFileSync } from "node:fs";
import fc from "fast-check";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

export const EVERYTHING = read("everything.inlay");
export const MODELS = [EVERYTHING, read("../../dsl-examples/mnist-batch-norm.inlay")];

const PIECES =
  "model block import from train input output parameter constant for if else in return and or not true loss metric x f32 batch " +
  '( ) [ ] { } , : = == < + - * .. . ; 1 0.5 1e9 "s" "s \' # @ && ! // /* é 漢 \u{1f600} \\ \0';

const piece = fc.constantFrom(...PIECES.split(" "), " ", "\n", "\r\n", "\t");

/** Pieces of the language in any order. */
export const soup: fc.Arbitrary<string> = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(" "));

/** Valid models after a few cuts and insertions. */
export const mutant: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...MODELS),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), fc.option(piece)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([model, edits]) =>
    edits.reduce((text, [at, length, inserted]) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + (inserted ?? "") + text.slice(start + (inserted === null ? length : 0));
    }, model),
  );

/** Valid models under other line breaks and blanks. */
export const respaced: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...MODELS),
    fc.array(fc.constantFrom("", " ", "   ", "\t"), { minLength: 7, maxLength: 7 }),
    fc.boolean(),
    fc.nat(3),
  )
  .map(([model, blanks, crlf, empty]) => {
    let count = 0;
    const text = model
      .replace(/(?<=[,:([]) ?|^ +| (?=[)\],:=])|(?<= )(?==)/gm, () => blanks[count++ % blanks.length]!)
      .replace(/\n/g, () => "\n".repeat(1 + (count++ % (empty + 1))));
    return crlf ? text.replaceAll("\n", "\r\n") : text;
  });
