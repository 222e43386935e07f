/** Rows of a bench → tables, picture, comparison, sections of a document. Nothing is measured, no peer is needed. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { barTable } from "../../bench/report/bars.ts";
import { renderChart } from "../../bench/report/chart.ts";
import { replaceSection, writeSection } from "../../bench/report/document.ts";
import { median, mergeRows, moves, speedRows, timesByCase } from "../../bench/report/rows.ts";
import {
  downloadTable,
  factTable,
  kernelTable,
  limitTable,
  milliseconds,
  speedTable,
  speedupTable,
  startTable,
  table,
} from "../../bench/report/tables.ts";

const LEVELS = ["baseline", "wide+flag"];
const TIMES = new Map([
  ["baseline", 0.006],
  ["wide+flag", 0.004],
  ["onnxruntime-web", 0.015],
  ["onnxruntime-node", 0.008],
]);
const SPEED = speedRows("seed infer B=1", TIMES, LEVELS);

describe("rows", () => {
  test("a row a peer and level, with the times of both and their ratio", () => {
    expect(SPEED).toHaveLength(4);
    expect(SPEED[0]).toEqual({
      name: "seed infer B=1",
      peer: "onnxruntime-web",
      level: "baseline",
      ms: 0.015,
      inlay_ms: 0.006,
      speedup: 2.5,
    });
  });

  test("levels that did not run have no rows", () => {
    const rows = speedRows("case", new Map([...TIMES].slice(1)), LEVELS);
    expect(rows.map(({ level }) => level)).toEqual(["wide+flag", "wide+flag"]);
  });

  test("give the times back", () => {
    expect(timesByCase(SPEED)).toEqual(new Map([["seed infer B=1", TIMES]]));
  });

  test("of a run of some cases replace theirs and leave the others", () => {
    const now = speedRows("seed infer B=1", new Map([...TIMES].slice(0, 3)), LEVELS);
    const other = speedRows("seed step B=32", TIMES, LEVELS);
    expect(mergeRows([...SPEED, ...other], now)).toEqual([...other, ...now]);
  });

  test("only what moved by more than the threshold is told, and what both runs have", () => {
    const before = new Map([
      ["a", 2],
      ["b", 2],
      ["c", 2],
    ]);
    const now = new Map([
      ["a", 2.08],
      ["b", 1.8],
      ["d", 1],
    ]);
    expect(moves(before, now, 0.05)).toEqual([{ name: "b", before: 2, now: 1.8 }]);
  });

  test("the median of an even number is between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
  });
});

describe("tables", () => {
  test("times, with a dash where a contestant did not run", () => {
    const more = speedRows("seed step B=32", new Map([...TIMES].slice(0, 3)), LEVELS);
    const text = speedTable({ speed: [...SPEED, ...more] }, [
      ...LEVELS,
      "onnxruntime-web",
      "onnxruntime-node",
      "absent",
    ]);
    expect(text.split("\n")).toEqual([
      "|  | baseline | wide+flag | onnxruntime-web | onnxruntime-node |",
      "|---|---:|---:|---:|---:|",
      "| seed infer B=1 | 6.00 µs | 4.00 µs | 15.0 µs | 8.00 µs |",
      "| seed step B=32 | 6.00 µs | 4.00 µs | 15.0 µs | – |",
    ]);
  });

  test("speed-ups by level", () => {
    expect(speedupTable({ speed: SPEED }, LEVELS).split("\n").slice(2)).toEqual([
      "| seed infer B=1, baseline | 2.50 × | 1.33 × |",
      "| seed infer B=1, wide+flag | 3.75 × | 2.00 × |",
    ]);
  });

  test("start-up and downloads", () => {
    const start = [
      { name: "bare Node", ms: 20, over_bare_ms: 0, peak_mib: 46 },
      { name: "Inlay baseline", ms: 38.25, over_bare_ms: 18.25, peak_mib: 0 },
    ];
    expect(startTable(start)).toContain("| bare Node | 20.0 | – | 46 MiB |");
    expect(startTable(start)).toContain("| Inlay baseline | 38.3 | 18.3 ms | – |");
    expect(downloadTable([{ name: "jax-js", bytes: 1234567, gzip: 890 }])).toContain("| jax-js | 1,234,567 | 890 |");
  });

  test("kernels by level with their share of the limit, limits and facts", () => {
    const kernels = [
      { name: "product", level: "baseline", ms: 1, gflops: 60, limit: 64, ratio: 0.9375 },
      { name: "product", level: "wide+flag", ms: 1, gflops: 128, limit: 64, ratio: 2 },
      { name: "matrix-vector", level: "baseline", ms: 1, gbps: 84.2, limit: 100, ratio: 0.842 },
    ];
    expect(kernelTable({ kernels }).split("\n").slice(2)).toEqual([
      "| product | 60.0 (0.94) | 128.0 (2.00) |",
      "| matrix-vector | 84 GB/s (0.84) | – |",
    ]);
    const limits = [
      { name: "chains", gflops: 64.82 },
      { name: "loads", gbps: 127.4 },
    ];
    expect(limitTable({ limits }).split("\n").slice(2)).toEqual(["| chains | 64.8 GFLOP/s |", "| loads | 127 GB/s |"]);
    const facts = [
      { name: "training module", level: "baseline", value: 18040, unit: "bytes" as const },
      { name: "batch norm", level: "wide+flag", value: 2.34, unit: "%" as const },
    ];
    expect(factTable({ facts }).split("\n").slice(2)).toEqual([
      "| training module | 18,040 bytes | – |",
      "| batch norm | – | 2.3 % |",
    ]);
  });

  test("bars say what was asked, what was measured and whether that is enough", () => {
    const start = [{ name: "Inlay baseline", ms: 60, over_bare_ms: 30, peak_mib: 50 }];
    const text = barTable({ speed: SPEED, start });
    expect(text).toContain("| seed infer B=1, baseline, against onnxruntime-web | ≥ 2.00 × | 2.50 × | yes |");
    expect(text).toContain("| seed infer B=1, baseline, against onnxruntime-node | ≥ 1.50 × | 1.33 × | no |");
    expect(text).toContain("| seed step B=128, baseline, against jax-js | ≥ 2.20 × | not measured | – |");
    expect(text).toContain("| start-up to the first result, over bare Node | ≤ 25 ms | 30.0 ms | no |");
  });

  test("three figures, in the unit that suits", () => {
    expect([0.00512, 0.627, 0.9999, 12.04, 224.78, undefined].map(milliseconds)).toEqual([
      "5.12 µs",
      "627 µs",
      "1.00 ms",
      "12.0 ms",
      "225 ms",
      "–",
    ]);
    expect(table(["a"], [["b"]])).toBe("| a |\n|---|\n| b |");
  });
});

describe("the picture", () => {
  const svg = renderChart(
    [
      ...SPEED,
      ...speedRows(
        "a < b",
        new Map([
          ["baseline", 1],
          ["slow", 100],
        ]),
        LEVELS,
      ),
    ],
    {
      title: "Times & such",
      levels: LEVELS,
      natives: ["onnxruntime-node"],
    },
  );

  test("has a bar a contestant, as long as its time", () => {
    const lengths = [...svg.matchAll(/<rect x="118" y="\d+" width="([\d.]+)"/g)].map(([, length]) => Number(length));
    expect(lengths).toHaveLength(4);
    expect(lengths[0]! / lengths[2]!).toBeCloseTo(6 / 15, 2);
    expect(lengths[1]! / lengths[2]!).toBeCloseTo(4 / 15, 2);
  });

  test("cuts a bar that would dwarf the others, and says its time", () => {
    expect(svg).toContain(">100 ms »<");
  });

  test("is well-formed whatever the names", () => {
    expect(svg).toContain("Times &#38; such");
    expect(svg).toContain("a &#60; b");
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe("sections of a document", () => {
  const text = "before\n<!-- bench:peers -->\nold\n<!-- /bench:peers -->\nafter\n";

  test("are replaced, and nothing else", () => {
    expect(replaceSection(text, "peers", "new\nlines\n")).toBe(
      "before\n<!-- bench:peers -->\nnew\nlines\n<!-- /bench:peers -->\nafter\n",
    );
  });

  test("must be there", () => {
    expect(() => replaceSection(text, "kernels", "new")).toThrow("lacks the markers <!-- bench:kernels -->");
  });

  test("are written as a whole file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "inlay-test-"));
    const path = join(folder, "a document.md");
    await writeFile(path, text);
    await writeSection(pathToFileURL(path), "peers", "new");
    expect(await readFile(path, "utf8")).toContain("<!-- bench:peers -->\nnew\n<!--");
    await rm(folder, { recursive: true });
  });
});
