/** How to mend a syntax error, where the place tells what was probably meant: a table whose first match wins. */
import type { IToken } from "chevrotain";
import * as t from "./tokens.ts";

export interface Place {
  /** As the message says it. */
  readonly expected: string;
  readonly found: IToken;
  readonly previous: IToken | undefined;
  /** The grammar's rules, outermost first. */
  readonly rules: readonly string[];
}

interface Hint {
  readonly expected: string;
  readonly when?: (place: Place) => boolean;
  readonly help: string | ((place: Place) => string);
}

const found =
  (...types: readonly (typeof t.Dot)[]) =>
  (place: Place) =>
    types.includes(place.found.tokenType);
const within = (rule: string) => (place: Place) => place.rules.includes(rule);

const LOOP = "a loop is `for i in 0..n { … }`";
const MEMBER = "values have no members: write `f(x)` instead of `x.f()`";

const IMPORT = 'an import is `import { block } from "./file.inlay"`';

const HINTS: readonly Hint[] = [
  {
    expected: "a name",
    when: found(...t.KEYWORDS),
    help: ({ found }) => `\`${found.image}\` is a keyword: choose another name`,
  },
  { expected: "a name", when: within("outputStatement"), help: "an output is `output name` or `output name = …`" },
  { expected: "a name", when: within("metric"), help: "a metric is `metric name = …`" },
  { expected: "an expression", when: found(t.Dot), help: "a number starts with a digit: write 0.5 instead of .5" },
  {
    expected: "an expression",
    when: ({ found, previous }) => found.tokenType === t.Star && previous?.tokenType === t.Star,
    help: "there is no power operator: write x * x",
  },
  { expected: "the end of the line", when: found(t.Dot), help: MEMBER },
  { expected: "the end of the line", when: found(t.LSquare), help: "values cannot be indexed" },
  { expected: "the end of the line", when: found(t.LParen), help: "only a name can be called" },
  { expected: "the end of the line", when: found(t.Equals), help: "a statement binds once; `==` compares" },
  {
    expected: "the end of the line",
    when: found(t.Identifier, ...t.STATEMENT_KEYWORDS),
    help: "start the next statement on a new line",
  },
  { expected: "a statement", when: found(t.Else), help: "`else` follows the `}` of an `if`" },
  ...["`{`", "`}`", "`from`", "a string", "a name"].map((expected) => ({
    expected,
    when: within("importing"),
    help: IMPORT,
  })),
  { expected: "`model` or `block`", when: found(t.From, t.StringLiteral), help: IMPORT },
  { expected: "`model` or `block`", help: "statements stand inside `model name { … }`" },
  { expected: "`{`", when: found(t.Equals), help: "`==` compares" },
  { expected: "`{`", when: within("modelHeader"), help: "a model is `model name { … }`" },
  { expected: "`{`", when: within("blockHeader"), help: "a block is `block name(x, size = 1) { … }`" },
  { expected: "`(`", when: within("blockHeader"), help: "a block is `block name(x, size = 1) { … }`" },
  { expected: "`{`", when: within("forHeader"), help: LOOP },
  { expected: "`in`", help: LOOP },
  { expected: "`..`", help: LOOP },
  { expected: "`:`", when: within("inputStatement"), help: "an input needs a type, such as `: f32[batch, 784]`" },
  { expected: "`:`", when: within("parameterStatement"), help: "a parameter needs a type, such as `: f32[784, 128]`" },
  {
    expected: "`[` and the dimensions",
    help: "a type is a dtype and its dimensions: f32[batch, 784], or f32[] for a single number",
  },
  {
    expected: "`=`",
    when: within("parameterStatement"),
    help: "a parameter needs an initializer, such as `= glorot_uniform()`",
  },
  { expected: "`=`", when: found(t.Colon), help: "a type stands only after `input`, `parameter` or `constant`" },
  { expected: "`=`", when: found(t.LParen), help: "the result of a call needs a name: `y = f(x)`" },
  { expected: "`=`", when: found(t.Dot), help: MEMBER },
  {
    expected: "`=`",
    when: ({ previous }) => previous?.tokenType === t.Metric,
    help: "a metric stands inside `train { … }`",
  },
  {
    expected: "`=`",
    when: within("setting"),
    help: ({ previous }) => `write \`${previous?.image} = …\``,
  },
  { expected: "`=`", when: within("assign"), help: "a binding is `name = value`" },
];

/** Of a character that no token has. */
export function hintForCharacters(text: string): string | undefined {
  return /[\p{L}\p{M}\p{N}]/u.test(text) ? "names have ASCII letters, digits and _ only" : undefined;
}

export function hintFor(place: Place): string | undefined {
  const hint = HINTS.find(({ expected, when }) => expected === place.expected && (when === undefined || when(place)));
  return typeof hint?.help === "function" ? hint.help(place) : hint?.help;
}
