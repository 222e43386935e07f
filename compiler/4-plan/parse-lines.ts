/** A plan's text by lines, and what recurs in them. */
import { TokenReader } from "../ir/tokens.ts";

/** The lines that are not blank, and the comments since the last one. */
export class Lines {
  readonly #lines: readonly { readonly text: string; readonly number: number }[];
  #next = 0;
  #comment: string[] = [];

  constructor(text: string) {
    const all = text.split("\n").map((line, i) => ({ text: line.trim(), number: i + 1 }));
    this.#lines = all.filter((line) => line.text !== "");
  }

  /** The number of the line read last. */
  get number(): number {
    return this.#lines[this.#next - 1]?.number ?? 1;
  }

  atEnd(): boolean {
    this.#skipComments();
    return this.#next === this.#lines.length;
  }

  /** Whether the next line begins with a word. */
  nextIs(word: string): boolean {
    this.#skipComments();
    return this.#lines[this.#next]?.text.startsWith(`${word} `) ?? false;
  }

  /** Reads the whole next line. */
  take<T>(read: (line: TokenReader) => T): T {
    this.#skipComments();
    this.#comment = [];
    const line = this.#lines[this.#next++];
    const reader = new TokenReader(line?.text ?? "", line?.number ?? this.#lines.at(-1)?.number ?? 1);
    const result = read(reader);
    reader.end();
    return result;
  }

  /** What `read` makes of the lines up to a closing brace. */
  until<T>(read: () => T): T[] {
    const results: T[] = [];
    for (;;) {
      if (this.atEnd()) this.take((line) => line.failNext("}"));
      if (this.#lines[this.#next]?.text === "}") break;
      results.push(read());
    }
    this.take((line) => line.expect("}"));
    return results;
  }

  /** The comments since the last line. */
  comment(): readonly string[] {
    this.#skipComments();
    return this.#comment;
  }

  #skipComments(): void {
    for (; this.#lines[this.#next]?.text.startsWith("//"); this.#next++) {
      this.#comment.push(this.#lines[this.#next]!.text.replace(/^\/\/ ?/, ""));
    }
  }
}

export function open(line: TokenReader, word: string): void {
  line.expect(word);
  line.expect("{");
}

export function list<T>(line: TokenReader, opening: string, item: () => T, closing: string): T[] {
  const items: T[] = [];
  line.expect(opening);
  if (line.accept(closing)) return items;
  do items.push(item());
  while (line.accept(","));
  line.expect(closing);
  return items;
}
