/** Blocks of other files: what they become, and which files are read. */
import { describe, expect, test } from "vitest";
import { checkText, compileText } from "../../compiler/compile.ts";

function modelWith(head: string, call: string): string {
  return `${head}\nmodel m {\n  input x: f32[batch, 8]\n  output y = ${call}\n}\n`;
}

/** Lowers the text beside these files; the paths are those that were read. */
function check(text: string, files: Readonly<Record<string, string>>, path = "models/m.inlay") {
  const read: string[] = [];
  const readFile = (named: string) => {
    read.push(named);
    return files[named];
  };
  return { ...checkText(text, { path, readFile }), read };
}

const SCALED = "block scaled(x) {\n  parameter scale: f32[8] = ones()\n  return x * scale\n}\n";

describe("an imported block", () => {
  test("calls the blocks of its own file and those that it imports", () => {
    const { graph, diagnostics, read } = check(
      modelWith('import { twice } from "./parts/twice.inlay"\nblock once(x) {\n  return relu(x)\n}', "once(twice(x))"),
      {
        "parts/twice.inlay": `import { scaled } from "../scaled.inlay"
block once(x) {
  return scaled(x)
}
block twice(x) {
  return once(once(x))
}
`,
        "scaled.inlay": SCALED,
      },
    );
    expect(diagnostics).toEqual([]);
    expect(read).toEqual(["parts/twice.inlay", "scaled.inlay"]);
    expect(graph!.parameters.map(({ name }) => name)).toEqual(["twice.once.scaled.scale", "twice.once_1.scaled.scale"]);
  });

  test("comes from one reading of its file, whoever imports it", () => {
    const { diagnostics, read } = check(
      modelWith(
        'import { scaled } from "./scaled.inlay"\nimport { f } from "./f.inlay"\nimport { spare } from "./a/../scaled.inlay"',
        "spare(f(scaled(x)))",
      ),
      {
        "scaled.inlay": `${SCALED}block spare(x) {\n  return x\n}\n`,
        "f.inlay": 'import { scaled } from "./scaled.inlay"\nblock f(x) {\n  return scaled(x)\n}\n',
      },
    );
    expect(diagnostics).toEqual([]);
    expect(read).toEqual(["scaled.inlay", "f.inlay"]);
  });

  test("takes the place of an operator in the importing file only", () => {
    const { graph } = check(
      modelWith('import { relu } from "./a.inlay"\nimport { f } from "./b.inlay"', "relu(f(x))"),
      {
        "a.inlay": "block relu(x) {\n  return tanh(x)\n}\n",
        "b.inlay": "block f(x) {\n  return relu(x)\n}\n",
      },
    );
    const output = graph!.outputs[0]!.node;
    expect([output.op.name, output.operands[0]!.op.name]).toEqual(["tanh", "relu"]);
  });

  test("may come from a file that has a model, which is left alone", () => {
    const { diagnostics } = check(modelWith('import { scaled } from "./n.inlay"', "scaled(x)"), {
      "n.inlay": `${SCALED}\nmodel n {\n  output y = nothing\n}\n`,
    });
    expect(diagnostics).toEqual([]);
  });
});

test("a value that nothing reads is told of in its own file", () => {
  const { diagnostics } = check(modelWith('import { f } from "./f.inlay"', "f(x)"), {
    "f.inlay": "block f(x) {\n  hidden = relu(x)\n  return x\n}\n",
  });
  expect(diagnostics.map(({ message, primary }) => [primary.span.source.path, message])).toEqual([
    ["models/f.inlay", "hidden is never used"],
  ]);
});

test("the files of an import must be within reach", async () => {
  const text = modelWith('import { f } from "./f.inlay"', "f(x)");
  const { diagnostics } = await compileText(text);
  expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
    ["missing-file", "give the compiler a `readFile`"],
  ]);
});

test("files that lead to ever new ones are an error", () => {
  const readFile = (path: string) =>
    `import { f } from "./a/${path.split("/").at(-1)}"\nblock f(x) {\n  return f(x)\n}\n`;
  const { diagnostics } = checkText(modelWith('import { f } from "./f.inlay"', "f(x)"), { readFile });
  expect(diagnostics.map(({ code }) => code)).toContain("too-large");
});
