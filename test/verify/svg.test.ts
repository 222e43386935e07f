/** The picture of `inlay inspect --svg`: well-formed, complete, and nothing on top of something else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawGraph, type Placed } from "../../compiler/cli/svg.ts";
import { boxGraph } from "../../compiler/cli/svg-graph.ts";
import { checkText } from "../../compiler/compile.ts";
import { MODEL_TEXTS, programs } from "./random-programs.ts";

const DEEP = `
block residual(x, width) {
  h = dense(x, units: width, activation: relu)
  h = batch_norm(h)
  return x + dense(h, units: width)
}
model deep {
  input image: f32[batch, 8]
  input side: u8[batch, 16]
  x = dense(image, units: 16, activation: relu)
  for i in 0..8 {
    x = residual(x, 16, name: "stage")
  }
  logits = dense(x * sigmoid(cast(side, dtype: f32)), units: 4)
  output probabilities = softmax(logits)
  output features = x
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label) + 0.001 * reduce_mean(x * x)
    metric accuracy = accuracy(logits, label)
    optimizer = sgd(learning_rate: 0.1)
  }
}
`;

/** The model's boxes and its picture; undefined where the text has errors. */
function picture(text: string) {
  const { graph } = checkText(text);
  if (graph === undefined) return undefined;
  const boxes = boxGraph(graph);
  return { graph, boxes, svg: drawGraph(boxes) };
}

/** Throws where tags don't nest; gives the text of all text elements. */
function textsOf(xml: string): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  let rest = xml.replace(/^<\?.*?\?>/, "");
  for (let match = /^([^<]*)<(\/?)([\w]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest); match !== null; ) {
    const [whole, before, closing, tag, , selfClosing] = match;
    expect(before).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    if (closing === "/") {
      expect(open.pop()).toBe(tag);
      if (tag === "text") texts.push(before!);
    } else if (selfClosing === "") open.push(tag!);
    rest = rest.slice(whole!.length);
    match = /^([^<]*)<(\/?)([\w]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
  }
  expect(rest.trim()).toBe("");
  expect(open).toEqual([]);
  return texts;
}

interface Rectangle extends Placed {
  readonly kind: string;
}

function rectangles(svg: string): Rectangle[] {
  const pattern = /<g class="(box|block)[^"]*"><rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/g;
  return [...svg.matchAll(pattern)].map(([, kind, ...numbers]) => {
    const [x, y, width, height] = numbers.map(Number) as [number, number, number, number];
    return { kind: kind!, x, y, width, height };
  });
}

function overlaps(a: Placed, b: Placed): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function expectReadable({ boxes, svg }: NonNullable<ReturnType<typeof picture>>): void {
  const texts = textsOf(svg);
  for (const { lines } of boxes.boxes) for (const line of lines) expect(texts).toContain(line.replaceAll("'", "&#39;"));
  for (const { label } of boxes.edges) expect(texts).toContain(label);
  const drawn = rectangles(svg);
  const own = drawn.filter(({ kind }) => kind === "box");
  expect(own).toHaveLength(boxes.boxes.length);
  for (const [i, a] of own.entries()) for (const b of own.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number) as [number, number, number];
  for (const { x, y, ...size } of drawn) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + size.width).toBeLessThanOrEqual(width);
    expect(y + size.height).toBeLessThanOrEqual(height);
  }
}

describe("a picture", () => {
  // The others are blocks, or import some.
  const whole = MODEL_TEXTS.filter((text) => /^model /m.test(text) && !/^import /m.test(text));
  test.each(whole.map((text) => [/^model (\w+)/m.exec(text)![1]!, text]))("of %s is readable", (_, text) => {
    expectReadable(picture(text)!);
  });

  test("of a deep net shows every layer, its blocks and shapes", () => {
    const deep = picture(DEEP)!;
    expectReadable(deep);
    const lines = deep.boxes.boxes.map(({ lines }) => lines.join(" | "));
    expect(lines).toContain("image | input f32[batch, 8]");
    expect(lines).toContain("side | input u8[batch, 16]");
    expect(lines).toContain("7.stage.h | matmul, add, relu | 272 parameters | 256 multiply-adds");
    expect(lines).toContain("probabilities (output) | softmax");
    expect(lines.filter((line) => line.startsWith("loss | "))).toHaveLength(1);
    const parameters = deep.boxes.boxes.flatMap(({ lines }) =>
      lines.flatMap((line) => /^([\d,]+) parameters$/.exec(line)?.[1] ?? []),
    );
    const elements = deep.graph.parameters.map(({ type }) => (type.shape as number[]).reduce((a, b) => a * b, 1));
    expect(parameters.reduce((sum, count) => sum + Number(count.replaceAll(",", "")), 0)).toBe(
      elements.reduce((a, b) => a + b),
    );
    expect(rectangles(deep.svg).filter(({ kind }) => kind === "block")).toHaveLength(16);
    expect(new Set(deep.boxes.edges.map(({ label }) => label))).toContain("u8[batch, 16]");
  });

  test("of random models is readable", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const drawn = picture(text);
        if (drawn !== undefined) expectReadable(drawn);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("escapes text", () => {
    const box = { id: "a", kind: "layer", lines: [`<b> & "c" 'd'`], blocks: [] } as const;
    expect(textsOf(drawGraph({ title: "<t>", boxes: [box], edges: [] }))).toEqual([
      "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;",
    ]);
  });
});
