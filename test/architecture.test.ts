/** The rule that data flows one way: who may import what, folder by folder. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";
import { VERSION } from "../compiler/version.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const VOCABULARY = ["support", "ir", "ops"];

/** What each folder of the compiler may import besides itself; a file names that file only. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  support: [],
  ir: ["support", "ops"],
  ops: ["support", "ir"],
  "1-parse": VOCABULARY,
  "2-lower": [...VOCABULARY, "1-parse/ast.ts"],
  "3-passes": VOCABULARY,
  "4-plan": VOCABULARY,
  // The plan's data, and the arithmetic on it.
  "5-emit": [...VOCABULARY, "4-plan/plan.ts", "4-plan/layout.ts", "4-plan/access.ts"],
  "6-assemble": [...VOCABULARY, "5-emit/manifest.ts", "5-emit/initial-data.ts"],
  // Checkpoints are read and written, and rows split, by one piece of code, which users ship with the host.
  interchange: [...VOCABULARY, "5-emit/manifest.ts", "../host/safetensors.ts", "../host/training-data.ts"],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsUnder(folder: string): Import[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    const path = join(folder, file);
    const text = readFileSync(join(ROOT, path), "utf8");
    return [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+"(\.[^"]+)"/gm)].map(([, type, target]) => ({
      file: path,
      target: normalize(join(dirname(path), target!)),
      typeOnly: type !== undefined,
    }));
  });
}

test.each(Object.keys(ALLOWED))("compiler/%s imports only vocabulary and the stage before", (folder) => {
  const allowed = [folder, ...ALLOWED[folder]!].map((name) => normalize(join("compiler", name)));
  const wrong = importsUnder(`compiler/${folder}`).filter(
    ({ target }) => target.endsWith(".ts") && !allowed.some((path) => target === path || target.startsWith(`${path}/`)),
  );
  expect(wrong).toEqual([]);
});

test("an operator imports no other operator", () => {
  const wrong = importsUnder("compiler/ops").filter(
    ({ file, target }) =>
      !["index.ts", "reference.ts"].includes(relative("compiler/ops", file)) &&
      target.startsWith("compiler/ops/") &&
      target !== "compiler/ops/define.ts" &&
      !target.startsWith("compiler/ops/definition/") &&
      !target.endsWith("rules.ts"),
  );
  expect(wrong).toEqual([]);
});

test("the host imports nothing of the compiler but the manifest's type", () => {
  const wrong = importsUnder("host").filter(({ target }) => !target.startsWith("host/"));
  expect(wrong.filter(({ target, typeOnly }) => !(typeOnly && target === "compiler/5-emit/manifest.ts"))).toEqual([]);
});

test("only compile.ts imports every stage", () => {
  for (const stage of ["1-parse", "2-lower", "3-passes", "4-plan", "5-emit", "6-assemble"]) {
    expect(readFileSync(join(ROOT, "compiler/compile.ts"), "utf8")).toContain(`./${stage}/`);
  }
});

test("the version is the package's", () => {
  expect(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"))).toMatchObject({ version: VERSION });
});
