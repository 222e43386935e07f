/** Boxes and edges → an SVG picture: dagre lays them out in ranks from top to bottom, d3-shape draws the curves. */
import dagre from "@dagrejs/dagre";
import { curveBasis, line } from "d3-shape";
import type { Box, BoxEdge, BoxGraph } from "./svg-graph.ts";

const LINE_HEIGHT = 17;
const PADDING = { x: 14, y: 9 };
/** Generous for any sans-serif font of the sizes below. */
const CHARACTER = 7.3;
const SMALL_CHARACTER = 6.6;
const MARGIN = 24;
/** Above a block's boxes, for its name. */
const BLOCK_HEAD = 16;

const STYLE = `
  svg { --ground: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #818b98; --box: #f6f8fa; --block: #818b9814;
    --input: #ddf4ff; --output: #dafbe1; --loss: #fff1e5; --metric: #fbefff; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #656c76; --box: #1c2129; --block: #b7bdc81a;
      --input: #12304d; --output: #12351f; --loss: #43290f; --metric: #362148; }
  }
  .ground { fill: var(--ground); }
  text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); text-anchor: middle; }
  .small { font-size: 12px; fill: var(--soft); }
  .name { font-weight: 600; }
  .box rect { fill: var(--box); stroke: var(--line); }
  .input rect { fill: var(--input); }
  .output rect { fill: var(--output); }
  .loss rect { fill: var(--loss); }
  .metric rect { fill: var(--metric); }
  .block rect { fill: var(--block); stroke: var(--line); stroke-dasharray: 4 3; }
  .block text { text-anchor: start; }
  .edge path { fill: none; stroke: var(--line); stroke-width: 1.3; }
  .edge rect { fill: var(--ground); opacity: 0.85; }
  #arrow path { fill: var(--line); }
`;

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function drawGraph(graph: BoxGraph): string {
  const { layout, width, height } = layOut(graph);
  const names = blockNames(graph);
  const blocks = names.map((block) =>
    blockMarkup(block, heightened(layout.node(`block ${block}`) as Placed, heads(block, names))),
  );
  const edges = graph.edges.map((edge, index) => edgeMarkup(edge, layout.edge(edge.from, edge.to, String(index))));
  const boxes = graph.boxes.map((box) => boxMarkup(box, layout.node(box.id) as Placed));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(graph.title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...blocks,
    ...edges,
    ...boxes,
    "</svg>",
    "",
  ].join("\n");
}

/** Rows of names at the top of a block: its own, and those of the blocks within it. */
function heads(block: string, names: readonly string[]): number {
  const inner = names.filter((name) => name.startsWith(`${block}.`));
  return 1 + Math.max(0, ...inner.map((name) => name.split(".").length - block.split(".").length));
}

function heightened({ x, y, width, height }: Placed, rows: number): Placed {
  const more = rows * BLOCK_HEAD;
  return { x, y: y - more / 2, width, height: height + more };
}

function layOut({ boxes, edges, ...graph }: BoxGraph) {
  const layout = new dagre.graphlib.Graph({ compound: true, multigraph: true });
  const names = blockNames({ boxes, edges, ...graph });
  const room = BLOCK_HEAD * Math.max(0, ...names.map((block) => heads(block, names)));
  layout.setGraph({
    rankdir: "TB",
    nodesep: 28,
    edgesep: 16,
    ranksep: 34 + room,
    marginx: MARGIN,
    marginy: MARGIN + room,
  });
  for (const block of names) layout.setNode(`block ${block}`, {});
  for (const { id, lines, blocks } of boxes) {
    layout.setNode(id, sizeOf(lines));
    blocks.forEach((block, depth) => {
      const outer = blocks[depth - 1];
      if (outer !== undefined) layout.setParent(`block ${block}`, `block ${outer}`);
    });
    if (blocks.length > 0) layout.setParent(id, `block ${blocks.at(-1)}`);
  }
  edges.forEach(({ from, to, label }, index) => {
    const size = { width: label.length * SMALL_CHARACTER + 8, height: LINE_HEIGHT, labelpos: "c" as const };
    layout.setEdge(from, to, size, String(index));
  });
  dagre.layout(layout);
  const { width = 0, height = 0 } = layout.graph();
  return { layout, width: Math.ceil(width), height: Math.ceil(height) };
}

function blockNames({ boxes }: BoxGraph): string[] {
  return [...new Set(boxes.flatMap(({ blocks }) => blocks))].sort();
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  const widths = lines.map((text, i) => columnsOf(text) * (i === 0 ? CHARACTER : SMALL_CHARACTER));
  return { width: Math.max(...widths) + 2 * PADDING.x, height: lines.length * LINE_HEIGHT + 2 * PADDING.y };
}

/** Letters of East Asian scripts are twice as wide. */
function columnsOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter.codePointAt(0)! >= 0x1100 ? 2 : 1), 0);
}

function boxMarkup({ kind, lines }: Box, place: Placed): string {
  const { x, y, height } = place;
  const first = y - height / 2 + PADDING.y + 13;
  const texts = lines.map(
    (text, i) =>
      `<text class="${i === 0 ? "name" : "small"}" x="${round(x)}" y="${round(first + i * LINE_HEIGHT)}">${escaped(text)}</text>`,
  );
  return `<g class="box ${kind}">${rect(place, kind === "layer" ? 4 : 12)}${texts.join("")}</g>`;
}

function blockMarkup(name: string, place: Placed): string {
  const [left, top] = [place.x - place.width / 2, place.y - place.height / 2];
  const label = `<text class="small" x="${round(left + 8)}" y="${round(top + 15)}">${escaped(name)}</text>`;
  return `<g class="block">${rect(place, 8)}${label}</g>`;
}

interface PlacedEdge {
  readonly points?: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
}

function edgeMarkup({ label }: BoxEdge, { points = [], x = 0, y = 0, width = 0 }: PlacedEdge): string {
  const path = line<{ x: number; y: number }>()
    .x((point) => round(point.x))
    .y((point) => round(point.y))
    .curve(curveBasis)([...points]);
  const ground = rect({ x, y, width, height: LINE_HEIGHT }, 3);
  const text = `<text class="small" x="${round(x)}" y="${round(y + 4)}">${escaped(label)}</text>`;
  return `<g class="edge"><path d="${path}" marker-end="url(#arrow)"/>${ground}${text}</g>`;
}

function rect({ x, y, width, height }: Placed, radius: number): string {
  const corner = `x="${round(x - width / 2)}" y="${round(y - height / 2)}"`;
  return `<rect ${corner} width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!);
}
