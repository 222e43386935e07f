/** `compile` and `inspect` from the command line: what is printed, what is written, and that the loader and its types work. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readManifest } from "../../host/check-manifest.ts";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
});

afterAll(() => workspace.remove());

const compile = (...words: string[]) => workspace.run("compile", "digits.inlay", ...words);
const written = (stem: string) =>
  readdirSync(workspace.path("."))
    .filter((name) => name.startsWith(`${stem}.`))
    .sort();

describe("compile", () => {
  it("writes the module, its loader and its types, and prints their sizes", async () => {
    const { code, stdout, stderr } = await compile();
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^digits\.wasm: [\d,]+ bytes, [\d,]+ gzipped\ndigits\.js: .*\ndigits\.d\.ts: .*\n$/);
    expect(written("digits")).toEqual(["digits.d.ts", "digits.inlay", "digits.js", "digits.wasm"]);
    expect(code).toBe(0);
  });

  it("makes a smaller module where size is asked for", async () => {
    const bytes = (name: string) => readFileSync(workspace.path(name)).length;
    await compile("-o", "fast.wasm", "--optimize", "speed");
    await compile("-o", "small.wasm", "--optimize", "size");
    expect(bytes("small.wasm")).toBeLessThan(0.9 * bytes("fast.wasm"));
    const { code, stderr } = await compile("--optimize", "smallness");
    expect(stderr).toContain("argument 'smallness' is invalid. Allowed choices are speed, size.");
    expect(code).toBe(2);
  });

  it("makes types that the model's use satisfies", () => {
    writeFileSync(
      workspace.path("use.mts"),
      `import { load } from "./digits.js";
      const model = await load({ simd: "fastest", seed: 1 });
      const examples = { image: new Float32Array(64), label: [0, 1, 2, 3] };
      for await (const { loss, metrics } of model.fit(examples, { epochs: 1, lastBatch: "drop" })) loss + metrics.accuracy;
      export const first: number = model.predict({ image: [] }, { useAverage: false }).probabilities[0] ?? 0;
      model.restore(model.save());
      // @ts-expect-error
      model.predict({ picture: examples.image });
      // @ts-expect-error
      model.evaluate({ image: examples.image });\n`,
    );
    writeFileSync(workspace.path("package.json"), '{ "type": "module" }\n');
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    const words = ["--noEmit", "--strict", "--target", "es2023", "--module", "nodenext", "use.mts"];
    const { stdout } = spawnSync(process.execPath, [tsc, ...words], { cwd: workspace.path("."), encoding: "utf8" });
    expect(stdout).toBe("");
  });

  it("makes a loader that runs the module, and the relaxed one beside it if it is of the same compilation", async () => {
    const words = ["--infer-only", "--no-weights", "-o", "two words.wasm"];
    const { stdout } = await compile(...words, "--simd", "wide,relaxed");
    const sizes = stdout.split("\n").map((line) => line.replace(/: .* gzipped/, ""));
    expect(sizes.slice(0, 3)).toEqual([
      "two words.wasm, baseline SIMD",
      "two words.relaxed.wasm, relaxed SIMD",
      "two words.wide.wasm, wide SIMD",
    ]);
    const ends = ["d.ts", "js", "relaxed.wasm", "wasm", "wide.wasm"];
    expect(written("two words")).toEqual(ends.map((end) => `two words.${end}`));
    const wide = await WebAssembly.compile(readFileSync(workspace.path("two words.wide.wasm")));
    expect(readManifest(wide).simd).toBe("wide");
    const { load } = await import(pathToFileURL(workspace.path("two words.js")).href);
    const fastest = await load({ simd: "fastest" });
    expect(fastest.manifest.simd).toBe("relaxed");
    expect(fastest.predict({ image: new Float32Array(32) }).probabilities).toEqual(new Float32Array(8).fill(0.25));

    await compile(...words);
    expect(written("two words")).toEqual(["d.ts", "js", "wasm"].map((end) => `two words.${end}`));
    expect((await load({ simd: "fastest" })).manifest.simd).toBe("baseline");
  });

  it("does not overwrite a script that it did not make", async () => {
    writeFileSync(workspace.path("app.js"), "console.log(1)\n");
    const { code, stderr } = await compile("-o", "app.wasm");
    expect(stderr).toBe("error: app.js exists and was not made by inlay compile: give another name with -o\n");
    expect(code).toBe(1);
    expect(written("app")).toEqual(["app.js"]);
  });

  it("--emit prints one stage, or writes it to -o, and no module", async () => {
    const before = readdirSync(workspace.path("."));
    const wat = await compile("--emit", "wat");
    expect(wat.stdout).toMatch(/^\(module\n/);
    expect(readdirSync(workspace.path("."))).toEqual(before);
    expect(await compile("--emit", "graph", "-o", "only.ir")).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(workspace.path("only.ir"), "utf8")).toMatch(/^graph digits model \{\n[\s\S]*\n\}\n$/);
    await compile("--emit", "wasm", "-o", "only.wasm");
    expect(WebAssembly.validate(readFileSync(workspace.path("only.wasm")))).toBe(true);
    expect(written("only")).toEqual(["only.ir", "only.wasm"]);
  });

  it("--emit shows the stages before an error in the model", async () => {
    const { code, stdout, stderr } = await workspace.run("compile", "broken.inlay", "--emit", "ast");
    expect(stdout).toContain("model digits\n");
    expect(stderr).toContain("error[unknown-name]");
    expect(code).toBe(1);
  });

  it("shows the graph after passes, their times, and every stage in a folder", async () => {
    const base = ["--infer-only", "--no-weights", "--verify", "-o", "t.wasm"];
    const { stdout } = await compile(
      ...base,
      ...["--print-after", "fold-batch-norm", "--time-passes", "--dump-dir", "dump/here"],
    );
    expect(stdout).toMatch(/^\/\/ infer after fold-batch-norm\ngraph digits infer \{\n/);
    expect(stdout).toMatch(/\n +\d+\.\d ms {2}parse\n/);
    expect(stdout).toMatch(/\n +\d+\.\d ms {4}infer: fold-batch-norm\n/);
    const files = readdirSync(workspace.path("dump/here")).sort();
    expect(files.slice(0, 3)).toEqual(["00-ast.txt", "01-graph.ir", "02-infer-infer-shapes.ir"]);
    expect(files.slice(-3).map((name) => name.slice(3))).toEqual(["plan.txt", "as.as", "wat.wat"]);

    const without = await compile(...base, "--print-after", "all", "--disable-pass", "fold-batch-norm");
    expect(without.stdout).toContain("// infer after canonicalize\n");
    expect(without.stdout).not.toContain("after fold-batch-norm");
  });
});

describe("inspect", () => {
  it("shows layers, totals, memory, passes and kernels", async () => {
    const { code, stdout } = await workspace.run("inspect", "digits.inlay", "--kernels");
    const row = (name: string) =>
      stdout
        .split("\n")
        .find((line) => line.startsWith(`│ ${name} `))
        ?.split("│")
        .slice(2, -1)
        .map((cell) => cell.trim());
    expect(row("hidden")).toEqual(["matmul, add, relu", "f32[batch, 24]", "408", "384"]);
    expect(row("normal")).toEqual(["batch_norm", "f32[batch, 24]", "48", "0"]);
    expect(row("logits")).toEqual(["matmul, add", "f32[batch, 4]", "100", "96"]);
    expect(row("total")).toEqual(["", "", "556", "480"]);
    expect(stdout).toContain("memory for batches up to 128");
    const [values, alone, shared] = row("train")!.map((cell) => Number(cell.replaceAll(",", "")));
    expect(values).toBeGreaterThan(3);
    expect(shared).toBeGreaterThan(0);
    expect(shared).toBeLessThan(alone!);
    expect(stdout).toContain("infer, with --infer-only: fold-batch-norm: normal folded into logits");
    expect(code).toBe(0);
    const lines = stdout.split("\n").map((line) => line.split("│").map((cell) => cell.trim()));
    const product = lines.find((cells) => cells[2] === "product")!;
    // At batch 128: 2 · 128 · 16 · 24, and x, weight and result, bias and what normalises.
    expect(product.slice(4, 7)).toEqual([
      "batch × 16 × 24",
      "98,304",
      (8192 + 2048 + 16384 + 4 * 128).toLocaleString("en-US"),
    ]);
    expect(product[7]).toMatch(/^\d+ %$/);
    expect(stdout).toMatch(/limits at baseline \(.+\): 65 GFLOP\/s/);
  });

  it("shows what a memory budget saves", async () => {
    const { stdout } = await workspace.run("inspect", "digits.inlay", "--memory-budget", "1GiB");
    expect(stdout).toMatch(/\nbudget 1,073,741,824: ([\d,]+) bytes with 0 values computed again, \1 without\n/);
  });

  it("takes this machine's limits, or those of another level, for the kernels' reach", async () => {
    const { code, stdout } = await workspace.run(
      "inspect",
      "digits.inlay",
      "--kernels",
      "--measure",
      "--simd",
      "relaxed",
    );
    expect(stdout).toMatch(/limits at relaxed \(this machine, one thread\): \d+ GFLOP\/s/);
    expect(code).toBe(0);
    expect((await workspace.run("inspect", "digits.inlay", "--measure")).code).toBe(2);
  });
});
