/**
 * `node dsl-examples/data/tokenize.ts`: sentences.csv → vocabulary.txt, a word a line, and topics.csv, each sentence as 16
 * line numbers. Line 0 stands for nothing, line 1 for words that are not listed.
 */
import { readFileSync, writeFileSync } from "node:fs";

const PLACES = 16;
const VOCABULARY = 512;
/** A word that occurs once cannot be learned: where it is tested, it was never trained on. */
const LEAST = 2;

const fileOf = (name: string): URL => new URL(name, import.meta.url);

const [, ...lines] = readFileSync(fileOf("sentences.csv"), "utf8").trim().split("\n");
const sentences = lines.map((line) => {
  const comma = line.indexOf(",");
  return {
    topic: line.slice(0, comma),
    words: line
      .slice(comma)
      .toLowerCase()
      .match(/[a-z]+/g)!,
  };
});

const counts = new Map<string, number>();
for (const word of sentences.flatMap(({ words }) => words)) counts.set(word, (counts.get(word) ?? 0) + 1);
const frequent = [...counts].filter(([, count]) => count >= LEAST).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
const vocabulary = ["<nothing>", "<unknown>", ...frequent.map(([word]) => word)].slice(0, VOCABULARY);

const numbers = new Map(vocabulary.map((word, number) => [word, number]));
const header = [...Array.from({ length: PLACES }, (_, place) => `word_${place + 1}`), "topic"];
const rows = sentences.map(({ topic, words }) => {
  const places = Array.from({ length: PLACES }, (_, place) =>
    words[place] === undefined ? 0 : (numbers.get(words[place]) ?? 1),
  );
  return [...places, topic];
});
writeFileSync(fileOf("vocabulary.txt"), `${vocabulary.join("\n")}\n`);
writeFileSync(fileOf("topics.csv"), `${[header, ...rows].map((row) => row.join(",")).join("\n")}\n`);
