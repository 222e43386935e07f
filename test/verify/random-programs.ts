/** Random model texts for `npm run fuzz`: programs that are mostly right, and real models with tokens exchanged. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { checkText } from "../../compiler/compile.ts";
import { reachable } from "../../compiler/ir/graph.ts";
import type { AttrSpec } from "../../compiler/ops/definition/signature.ts";
import { ENTRIES } from "../../compiler/ops/index.ts";
import { trainGraph } from "../../compiler/verify/valid-values.ts";
import { workOf } from "../../compiler/verify/work.ts";
import { mutant, soup } from "../parse/texts.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

export const EXAMPLE_TEXTS: readonly string[] = readdirSync(new URL("dsl-examples/", root), {
  recursive: true,
  encoding: "utf8",
})
  .filter((name) => name.endsWith(".inlay"))
  .map((name) => read(`dsl-examples/${name}`));

/** Multiply-adds of the interpreter. */
const SMALL = 20e6;

/** Those of which it can do many training steps within a test. */
export const SMALL_EXAMPLE_TEXTS: readonly string[] = EXAMPLE_TEXTS.filter((text) => {
  const { graph } = checkText(text);
  return graph !== undefined && workOf(reachable(trainGraph(graph)), 4) <= SMALL;
});

export const GOLDEN_TEXTS: readonly string[] = readdirSync(new URL("test/golden/", root), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => read(`test/golden/${name}/model.inlay`));

export const MODEL_TEXTS: readonly string[] = [...EXAMPLE_TEXTS, ...GOLDEN_TEXTS];

const tokensOf = (text: string) => text.match(/\w+(?:\.\d+)?|\.\.|[^\w\s]|\s+/g)!;
const WORDS = [...new Set(MODEL_TEXTS.flatMap(tokensOf))];

/** A model after some of its tokens were cut out or exchanged for those of others. */
const exchanged: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...MODEL_TEXTS),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...WORDS)), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, edits]) => {
    const tokens = tokensOf(text);
    for (const [at, count, word] of edits) tokens.splice(at % tokens.length, count, word);
    return tokens.join("");
  });

const isRequired = ({ default: value, optional, derived }: AttrSpec) =>
  value === undefined && optional !== true && derived !== true;

/** What can be called with a tensor alone, and the optimizers. */
const callable = ENTRIES.filter(({ attrs }) => !attrs.some(isRequired));
const unary = fc.constantFrom(
  ...callable
    .filter(
      (entry) =>
        (entry.kind === "layer" || (entry.kind === "op" && entry.initializer === undefined)) &&
        entry.operands.length === 1,
    )
    .map(({ name }) => name),
);
const optimizers = fc.constantFrom(...callable.flatMap(({ kind, name }) => (kind === "optimizer" ? [name] : [])));

const name = fc.constantFrom("a", "b", "c", "d", "x");
/** One in so many is wrong. */
const RARELY = 60;
const mostly = (right: readonly string[], wrong: readonly string[]) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...right), weight: RARELY },
    { arbitrary: fc.constantFrom(...wrong), weight: 1 },
  );
const width = mostly(["8", "8", "8", "n + 1", "2 * n", "17"], ["0", "-4", "0.5", "batch"]);
const activation = mostly(["relu", "tanh", "sigmoid"], ["none", "softmax"]);
const flag = fc.constantFrom("channel", "scalar", "none");
const template = (parts: TemplateStringsArray, ...values: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...values).map((texts) => parts.map((part, i) => part + (texts[i] ?? "")).join(""));

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    name,
    template`dense(${tie("expression")}, units: ${width}, activation: ${activation})`,
    template`batch_norm(${tie("expression")}, scale: ${flag}, offset: ${flag})`,
    template`${activation}(${tie("expression")})`,
    template`${unary}(${tie("expression")})`,
    template`(dense(${tie("expression")}, units: 8) ${fc.constantFrom("+", "-", "*", "/")} dense(${tie("expression")}, units: 8))`,
    template`(${tie("expression")} ${fc.constantFrom("+", "*")} ${fc.constantFrom("x", "v", "2")})`,
    template`0.5 * ${tie("expression")}`,
    template`stage(${tie("expression")}, ${width})`,
    template`matmul(dense(${tie("expression")}, units: 8), ${mostly(["w"], ["v", "x"])}, transpose_b: ${fc.constantFrom("true", "false")})`,
    template`reshape(dense(${tie("expression")}, units: 6), shape: [${mostly(["batch, 6", "2 * batch, 3", "6 * batch, 1", "batch, 2, 3"], ["6", "8 * batch, 2"])}])`,
    template`reduce_mean(${tie("expression")}, axes: [${mostly(["1", "-1"], ["0", "2", "0, 0"])}], keep_dims: true)`,
  ),
}));

const { statement } = fc.letrec<{ statement: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 2, depthIdentifier: "statement" },
    template`${name} = ${expression}`,
    template`${name} = dense(${name}, units: 8)`,
    template`for i in 0..${fc.constantFrom("2", "3", "n")} { ${name} = ${expression} }`,
    template`if n > ${fc.constantFrom("2", "9")} { ${tie("statement")} } else { ${tie("statement")} }`,
  ),
}));

const loss = fc.oneof(
  template`mean_squared_error(dense(${name}, units: 3), t)`,
  template`softmax_cross_entropy(dense(${name}, units: 3), label)`,
  template`reduce_mean(${expression})`,
  template`softmax_cross_entropy(dense(${expression}, units: 3), ${fc.constantFrom("label", "t")})`,
);

const optimizer = template`${optimizers}(learning_rate: ${mostly(["0.01", "1"], ["0", "-1"])})`;

/** Programs of the language's common parts; names are bound first, so that most of them mean something. */
const generated: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(statement, { minLength: 1, maxLength: 6 }),
    fc.constantFrom("1", "3", "8"),
    expression,
    loss,
    optimizer,
    fc.constantFrom("", "average = ema(decay: 0.9)"),
    fc.boolean(),
  )
  .map(([body, n, result, loss, optimizer, average, trains]) =>
    [
      "block stage(s, width) {\n  h = dense(s, units: width, activation: relu)\n  return batch_norm(h)\n}",
      "model generated {\n  input x: f32[batch, 8]",
      `  constant n = ${n}\n  parameter w: f32[8, 8] = glorot_uniform()\n  parameter v: f32[8] = zeros()`,
      "  a = x\n  b = x + v\n  c = relu(x)\n  d = dense(x, units: 8)",
      ...body.map((line) => `  ${line}`),
      `  output y = ${result}`,
      trains
        ? `  train {\n    input t: f32[batch, 3]\n    input label: i32[batch]\n    loss = ${loss}\n    optimizer = ${optimizer}\n    ${average}\n  }\n}`
        : "}",
      "",
    ].join("\n"),
  );

export const programs: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: generated, weight: 4 },
  { arbitrary: exchanged, weight: 4 },
  { arbitrary: mutant, weight: 2 },
  { arbitrary: soup, weight: 1 },
);
