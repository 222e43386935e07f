/** `inlay bench` on a tiny model: what is timed, what is printed, and what is refused. Times themselves are not judged. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkspace, type Workspace } from "./run-cli.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = makeWorkspace();
});

afterAll(() => workspace.remove());

const bench = (...words: string[]) => workspace.run("bench", "digits.inlay", ...words);

interface Rates {
  readonly ms: number;
  readonly gflops: number;
  readonly gbps: number;
  readonly share: number;
}

interface Report {
  readonly model: string;
  readonly machine: { readonly cpu: string; readonly node: string };
  readonly limits: readonly {
    readonly level: string;
    readonly gflops: number;
    readonly loads: readonly { readonly workingSet: number; readonly gbps: number }[];
  }[];
  readonly entries: readonly (Rates & {
    readonly entry: string;
    readonly batch?: number;
    readonly level: string;
    readonly threads: number;
    readonly calls: readonly (Rates & {
      readonly kernel: string;
      readonly size: string;
      readonly computes: readonly string[];
    })[];
  })[];
}

describe("inlay bench", () => {
  it("times every entry point and every kernel call, and the machine's limits", async () => {
    const { code, stdout, stderr } = await bench(
      "--batch",
      "1,200",
      "--simd",
      "baseline",
      "--threads",
      "1,2",
      "--json",
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const { model, machine, limits, entries } = JSON.parse(stdout) as Report;
    expect(model).toBe("digits");
    expect(machine.node).toBe(process.versions.node);
    expect(limits.map(({ level }) => level)).toEqual(["baseline"]);
    expect(limits[0]!.gflops).toBeGreaterThan(0);
    // With its batch norm the model trains on two rows or more; 200 is above the default largest batch.
    const once = ["init", "infer 1", "infer 200", "evaluate 1", "evaluate 200", "train_step 200", "swap_average"];
    const names = entries.map(({ entry, batch, threads }) => `${[entry, batch].join(" ").trim()} × ${threads}`);
    expect(names).toEqual([1, 2].flatMap((threads) => once.map((name) => `${name} × ${threads}`)));
    const rates = entries.flatMap((row) => [row, ...row.calls]);
    for (const { ms, gbps, gflops, share } of rates) {
      expect(ms).toBeGreaterThan(0);
      expect(gbps).toBeGreaterThan(0);
      expect(gflops).toBeGreaterThanOrEqual(0);
      expect(share).toBeGreaterThan(0);
    }
    const infer = entries.find(({ entry, batch }) => entry === "infer" && batch === 200)!;
    expect(infer.calls.map(({ kernel, size }) => `${kernel} ${size}`)).toEqual(
      expect.arrayContaining(["product batch × 16 × 24", "product batch × 24 × 4", "softmax batch, 4"]),
    );
    const product = infer.calls.find(({ kernel }) => kernel === "product")!;
    expect(product.computes[0]).toContain("matmul(image, hidden.weight, hidden.bias)");
    // Rates are counts by time.
    expect(product.gflops * product.ms * 1e6).toBeCloseTo(2 * 200 * 16 * 24, 0);
    // Calls on several threads would not be what an entry point does.
    expect(entries.filter(({ threads }) => threads === 2).flatMap(({ calls }) => calls)).toEqual([]);
  });

  it("prints a table of entry points, and the kernel calls at the largest batch", async () => {
    const options = ["--batch", "3,1", "--simd", "relaxed,wide", "--threads", "2,1", "--infer-only"];
    const { code, stdout, stderr } = await bench(...options);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/limits at relaxed \(measured here, one thread\): \d+ GFLOP\/s; GB\/s of loads: \d+ within/);
    expect(stdout).toMatch(/│ infer +│ 1 +│ relaxed +│ +1 │ +[\d.]+ │ +[\d.]+ │ +[\d.]+ │ +[\d.]+ % │/);
    expect(stdout).toContain("infer at batch 3, relaxed: its kernel calls by themselves");
    expect(stdout).toMatch(/│ infer +│ 1 +│ wide +│ +2 │/);
    expect(stdout).toContain("infer at batch 3, wide: its kernel calls by themselves");
    expect(stdout).not.toContain("infer at batch 1,");
    expect(stdout).not.toContain("train_step");
  });

  it.each([
    ["--batch", "0", "0 is not an integer from 1"],
    ["--batch", "1,many", "many is not an integer from 1"],
    ["--simd", "avx", "avx is not a SIMD level"],
    ["--threads", "-1", "-1 is not an integer from 1"],
  ])("%s %s is a usage error", async (option, word, message) => {
    const { code, stdout, stderr } = await bench(option, word);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("ends with the model's errors, once", async () => {
    const { code, stdout, stderr } = await workspace.run("bench", "broken.inlay");
    expect(stderr.match(/error\[/g)).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(1);
    const missing = await workspace.run("bench", "nothing.inlay");
    expect(missing.stderr).toBe("error: cannot read nothing.inlay: no such file or folder\n");
    expect(missing.code).toBe(1);
    const many = await bench("--threads", "1000");
    expect(many.stderr).toMatch(/^error: the number of threads must be from 1 to \d+, not 1000\n$/);
    expect(many.code).toBe(1);
  });
});
