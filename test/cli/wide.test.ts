/** `--simd wide` of the commands that run a model's file, where the engine has the flag and where it has not. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

/** Makes a Node that was built with the flag say that it was not. */
const HIDES_FLAG = "Object.defineProperty(process,'config',{value:{variables:{}}})";

const KNOWS_FLAG = !!(process.config.variables as Record<string, unknown>).v8_enable_wasm_simd256_revec;

const FALLEN_BACK =
  "digits.inlay is compiled to relaxed instead of wide: this engine does not know V8's flag --experimental-wasm-revectorize\n";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
});
afterAll(() => workspace.remove());
afterEach(() => vi.unstubAllEnvs());

const TRAIN = ["train", "digits.inlay", "--data", "data", "--epochs", "1", "-o", "w.safetensors"];
const train = (...words: string[]) => workspace.spawn(...TRAIN, ...words);
const losses = (text: string) => [...text.matchAll(/loss (\d\.\d+)/g)].map(([, loss]) => Number(loss));

it("trains and evaluates as baseline does", async () => {
  const baseline = await workspace.run(...TRAIN);
  const wide = await train("--simd", "wide");
  const evaluated = ["eval", "digits.inlay", "--data", "data", "--weights", "w.safetensors", "--simd", "wide"];
  const { stderr, stdout } = await workspace.spawn(...evaluated);
  const expected = losses(baseline.stdout);
  expect(expected.length).toBeGreaterThan(0);
  for (const [i, loss] of losses(wide.stdout).entries()) expect(loss).toBeCloseTo(expected[i]!, 3);
  expect(losses(stdout)[0]).toBeCloseTo(expected.at(-1)!, 3);
  const told = KNOWS_FLAG ? "" : FALLEN_BACK;
  expect([wide.stderr, stderr]).toEqual([
    `${told}image: bytes divided by 255\n`,
    `${told}image: bytes divided by 255\n`,
  ]);
});

it("falls back to relaxed and says why", async () => {
  vi.stubEnv("NODE_OPTIONS", `--import data:text/javascript,${encodeURIComponent(HIDES_FLAG)}`);
  const { code, stderr } = await train("--simd", "wide");
  expect(stderr).toBe(`${FALLEN_BACK}image: bytes divided by 255\n`);
  expect(code).toBe(0);
});
