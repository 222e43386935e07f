/**
 * Every diagnostic that the compiler can give: its severity, what it means, and a model that has it. docs/diagnostics.md is
 * made of this table, tests hold each example to its code, and the compiler's sources may use no other code.
 */

export type Severity = "error" | "warning";

export interface CodeEntry<S extends Severity = Severity> {
  readonly severity: S;
  /** One sentence. */
  readonly doc: string;
  /** A text that gives this diagnostic and no other. */
  readonly example: string;
  /** What the example imports, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

type Files = Readonly<Record<string, string>>;

const entry =
  <S extends Severity>(severity: S) =>
  (doc: string, example: string, files?: Files): CodeEntry<S> => ({
    severity,
    doc,
    example,
    ...(files === undefined ? {} : { files }),
  });
const error = entry("error");
const warning = entry("warning");

/** A model of these statements, with an input x. */
function model(...statements: readonly string[]): string {
  return `model m {\n  input x: f32[batch, 8]\n${statements.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** The same with a train block. */
function training(...statements: readonly string[]): string {
  const body = ["train {", ...statements.map((line) => `  ${line}`), "}"];
  return model("parameter w: f32[8, 1] = zeros()", "output y = matmul(x, w)", ...body);
}

const LOSS = "loss = reduce_mean(y * y)";
const SGD = "optimizer = sgd()";
const OUTPUT = "output y = relu(x)";
const TWICE = "block twice(x) {\n  return x + x\n}\n";

export const DIAGNOSTIC_CODES = {
  // ---- the text ------------------------------------------------------------------------------------------------------
  "syntax-error": error("The text is not of the language.", model("output y = x *")),
  "unexpected-character": error("A character has no meaning here.", model("output y = x ÷ 2")),
  "unexpected-token": error("A sign or word of another language stands here.", model(`${OUTPUT};`)),
  "unclosed-bracket": error("A bracket is not closed.", model("z = relu(x", "output y = z")),
  "unmatched-bracket": error("A bracket closes nothing.", model("output y = relu(x))")),
  "bad-string": error(
    "A string is not closed, or has an escape that means nothing.",
    model('output y = dense(x, 4, name: "a\\d")'),
  ),
  "nested-too-deeply": error(
    "Brackets, operators, statements or calls nest more deeply than the compiler goes.",
    model(`output y = ${"(".repeat(100)}x${")".repeat(100)}`),
  ),
  "unknown-dtype": error(
    "A type starts with f32, i32, u8 or i8.",
    "model m {\n  input x: f16[batch, 8]\n  output y = relu(x)\n}\n",
  ),
  "bad-number": error("A number is out of range, or its arithmetic has no result.", model("output y = x * 1e200")),

  // ---- files and definitions -----------------------------------------------------------------------------------------
  "no-model": error("The file has blocks only; nothing can be made of them alone.", TWICE),
  "several-models": error("A file has one model.", `${model(OUTPUT)}\n${model(OUTPUT).replace("model m", "model n")}`),
  "import-path": error(
    "An import's path is relative, ends in .inlay and stays in the model's folder.",
    `import { twice } from "../blocks.inlay"\n\n${model("output y = twice(x)")}`,
  ),
  "import-cycle": error(
    "A file imports itself, straight or through others.",
    `import { twice } from "./a.inlay"\n\n${model("output y = twice(x)")}`,
    {
      "a.inlay": `import { f } from "./b.inlay"\n\n${TWICE}`,
      "b.inlay": 'import { twice } from "./a.inlay"\n\nblock f(x) {\n  return twice(x)\n}\n',
    },
  ),
  "missing-file": error(
    "An imported file is not there or cannot be read.",
    `import { twice } from "./a.inlay"\n\n${model("output y = twice(x)")}`,
  ),
  "unknown-block": error(
    "An imported file does not define a block of that name.",
    `import { twise } from "./a.inlay"\n\n${model("output y = twise(x)")}`,
    { "a.inlay": TWICE },
  ),
  "unused-import": warning(
    "Nothing in the file calls the imported block.",
    `import { twice } from "./a.inlay"\n\n${model(OUTPUT)}`,
    { "a.inlay": TWICE },
  ),
  "recursive-block": error(
    "A block calls itself, straight or through others; blocks are expanded at compile time.",
    `block f(x) {\n  return f(x)\n}\n\n${model("output y = f(x)")}`,
  ),
  "missing-return": error(
    "A block's value is needed, and it returns nothing.",
    `block f(x) {\n  _y = relu(x)\n}\n\n${model("output y = f(x)")}`,
  ),
  "return-outside-block": error("Only a block returns; a model has outputs.", model(OUTPUT, "return y")),

  // ---- names ---------------------------------------------------------------------------------------------------------
  "unknown-name": error(
    "A name is bound to nothing, here or before.",
    model("hidden = relu(x)", "output y = hiden + hidden"),
  ),
  "unknown-operator": error("Nothing that can be called has that name.", model("output y = dence(x, units: 4)")),
  "duplicate-name": error("A name is taken and may not be bound again.", model(OUTPUT, "input x: f32[batch]")),
  "reserved-name": error(
    "A parameter would have a name that checkpoints use for training.",
    model("parameter step: f32[8] = zeros()", "output y = x + step"),
  ),
  "unused-binding": warning(
    "Nothing reads a value; start its name with `_` if that is meant.",
    model("hidden = relu(x)", OUTPUT),
  ),
  unreachable: warning(
    "Statements after a `return` are never run.",
    `block f(x) {\n  return x\n  _y = relu(x)\n}\n\n${model("output y = f(x)")}`,
  ),

  // ---- calls ---------------------------------------------------------------------------------------------------------
  "missing-argument": error("A call leaves out an argument that has no default.", model("output y = dense(x)")),
  "unknown-argument": error(
    "A call has more arguments than its callee, or one of another name.",
    model("output y = dense(x, units: 4, rate: 1)"),
  ),
  "duplicate-argument": error("An argument is given twice.", model("output y = dense(x, 4, units: 4)")),
  "bad-attribute": error(
    "An attribute is of the wrong kind or out of its range.",
    model("output y = dropout(x, rate: 1.5)"),
  ),
  "bad-initializer": error(
    "An initializer cannot start a parameter of that shape.",
    model("parameter w: f32[8] = glorot_uniform()", "output y = x + w"),
  ),
  "result-count": error(
    "A call has more or fewer results than are bound.",
    model("a, b = relu(x)", "output y = a + b"),
  ),
  "not-constant": error(
    "A value must be known at compile time, and a tensor is not.",
    model("output y = dense(x, units: reduce_sum(x))"),
  ),
  "type-mismatch": error(
    "A value is of another kind or element type than what takes it.",
    model("output y = relu(true)"),
  ),
  misused: error(
    "A metric, optimizer or average stands where it does not belong, or something else in its place.",
    model("output y = adam()"),
  ),

  // ---- shapes --------------------------------------------------------------------------------------------------------
  "shape-mismatch": error(
    "Shapes do not fit an operator, or one another.",
    model("constant c = [1, 2, 3]", "output y = x + c"),
  ),
  "bad-dimension": error(
    "A dimension is a positive integer or a multiple of `batch`.",
    model(OUTPUT, "input z: f32[batch, 0]", "output w = relu(z)"),
  ),
  "batch-dimension": error(
    "The batch stands where a fixed size is needed, or not first.",
    model("parameter w: f32[batch, 8] = zeros()", "output y = x + w"),
  ),
  "too-large": error(
    "A tensor, a loop or the model is larger than a module's memory or the compiler's limits.",
    model("parameter w: f32[8, 1000000000] = zeros()", "output y = matmul(x, w)"),
  ),
  unsupported: error(
    "The arguments make sense, but nothing implements them.",
    "model m {\n  input x: i32[batch, 8]\n  output y = cast(x, dtype: u8)\n}\n",
  ),

  // ---- statements ----------------------------------------------------------------------------------------------------
  "misplaced-statement": error(
    "A statement stands in a body where it is not allowed.",
    model("for i in 0..2 {", "  input z: f32[batch, 8]", "}", OUTPUT),
  ),
  "no-output": error("A model has at least one output.", model("_y = relu(x)")),

  // ---- training ------------------------------------------------------------------------------------------------------
  "missing-loss": error("A train block has a loss.", training(SGD)),
  "missing-optimizer": error("A train block has an optimizer.", training(LOSS)),
  "loss-not-scalar": error("The loss is one number, f32[].", training("loss = y * y", SGD)),
  "label-type": error(
    "Labels are classes, i32[batch], or shares of the classes, f32 of the scores' shape.",
    model(
      "logits = dense(x, units: 4)",
      "output y = softmax(logits)",
      "train {",
      "  input label: u8[batch]",
      "  loss = softmax_cross_entropy(logits, label)",
      `  ${SGD}`,
      "}",
    ),
  ),
  "no-gradient": error(
    "The loss depends on a parameter through an operator that has no gradient.",
    model(
      "parameter w: f32[8, 4] = normal()",
      "output y = matmul(x, w)",
      "train {",
      "  loss = reduce_mean(cast(argmax(y), dtype: f32))",
      `  ${SGD}`,
      "}",
    ),
  ),
  "nothing-to-train": warning(
    "The loss depends on no parameter that is trained.",
    training("loss = reduce_mean(x)", SGD),
  ),
  "untrained-parameter": warning(
    "The loss does not depend on a parameter, which so keeps its first value.",
    model(
      "parameter w: f32[8, 1] = zeros()",
      "a = matmul(x, w)",
      "output y = dense(x, units: 4)",
      "output z = a",
      "train {",
      "  loss = reduce_mean(a * a)",
      `  ${SGD}`,
      "}",
    ),
  ),
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

type CodeOf<S extends Severity> = {
  [K in DiagnosticCode]: (typeof DIAGNOSTIC_CODES)[K]["severity"] extends S ? K : never;
}[DiagnosticCode];

export type ErrorCode = CodeOf<"error">;
export type WarningCode = CodeOf<"warning">;
