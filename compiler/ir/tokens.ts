/** Graph or plan text → tokens with line numbers, and the cursor over them that the parsers read through. */
import { UserError } from "../support/diagnostic.ts";

interface Token {
  readonly text: string;
  readonly line: number;
}

const NUMBER = String.raw`-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)|NaN`;
const NAME = "[A-Za-z_][A-Za-z0-9_.]*";
/** What a plan's names have besides: the entry ahead, a mark for the next value of a state. */
const BUFFER = String.raw`${NAME}(?:/[\w.]+)*`;
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"`;

/** Names may carry the suffix that tells two nodes of one name apart. */
const TOKEN = new RegExp(
  String.raw`(?:${NUMBER})(?![\w.])|(?:${BUFFER}|${STRING})(?:'\d+|'+)?|%\d+|[{}()\[\],:=*]`,
  "y",
);
const BLANK = /(?:[ \t\r\n]|\/\/[^\n]*)*/y;

function tokenize(text: string, firstLine: number): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    offset += found?.length ?? 0;
    return found;
  };
  for (;;) {
    line += match(BLANK)?.match(/\n/g)?.length ?? 0;
    if (offset === text.length) return tokens;
    const found = match(TOKEN);
    if (found === undefined) throw new UserError(`line ${line}: unexpected character ${JSON.stringify(text[offset])}`);
    tokens.push({ text: found, line });
  }
}

export class TokenReader {
  readonly #firstLine: number;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string, firstLine = 1) {
    this.#firstLine = firstLine;
    this.#tokens = tokenize(text, firstLine);
  }

  /** The next token's text; undefined at the end. */
  peek(): string | undefined {
    return this.#tokens[this.#position]?.text;
  }

  /** Whether the token after the next one is `text`. */
  nextIs(text: string): boolean {
    return this.#tokens[this.#position + 1]?.text === text;
  }

  skip(): void {
    this.#position++;
  }

  accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.skip();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.failNext(text);
  }

  /** An identifier, or a text in quotes. */
  name(): string {
    const token = this.peek();
    if (token === undefined || !/^(?:[A-Za-z_][\w.]*|".*")$/.test(token)) return this.failNext("a name");
    this.skip();
    return this.#unquote(token);
  }

  /** `train/hidden.weight'`, or a text in quotes. */
  bufferName(): string {
    const token = this.peek();
    if (token === undefined || !/^(?:[A-Za-z_][\w./]*'*|".*")$/.test(token)) return this.failNext("a buffer");
    this.skip();
    return this.#unquote(token);
  }

  /** `hidden`, `hidden'1` or `%1`: the key is unique in the text, the name is the model's. */
  nodeName(): { readonly key: string; readonly name?: string } {
    const key = this.peek();
    if (key?.startsWith("%")) {
      this.skip();
      return { key };
    }
    const parts = key?.match(/^([A-Za-z_][^']*|".*")(?:'\d+)?$/);
    if (key === undefined || parts == null) return this.failNext("the name of a node");
    this.skip();
    return { key, name: this.#unquote(parts[1]!) };
  }

  number(): number {
    const token = this.peek();
    if (token === undefined || !/^(?:-?[\dI]|NaN$)/.test(token)) return this.failNext("a value");
    this.skip();
    return Number(token);
  }

  end(): void {
    if (this.peek() !== undefined) this.failNext("the end of the text");
  }

  /** Reports what was just read. */
  fail(problem: string): never {
    const token = this.#tokens[this.#position - 1];
    throw new UserError(`line ${token?.line ?? this.#firstLine}: ${problem}`);
  }

  /** Reports the next token, in whose place something else was expected. */
  failNext(expected: string): never {
    const token = this.#tokens[this.#position] ?? this.#tokens.at(-1);
    throw new UserError(
      `line ${token?.line ?? this.#firstLine}: expected ${expected}, got ${this.peek() ?? "the end of the text"}`,
    );
  }

  #unquote(token: string): string {
    if (!token.startsWith('"')) return token;
    try {
      return JSON.parse(token) as string;
    } catch {
      return this.fail(`bad string ${token}`);
    }
  }
}
