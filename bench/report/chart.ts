/**
 * Speed rows → an SVG picture: a panel a case, a bar a contestant, as long as its time. A bar beyond the panel's end is
 * cut, with an arrow; the number beside it is the whole.
 */
import { type SpeedRow, timesByCase } from "./rows.ts";
import { milliseconds } from "./tables.ts";

const WIDTH = 760;
const COLUMNS = 2;
const BAR = { height: 13, gap: 4, left: 118, right: 66 } as const;
const PANEL = { head: 26, foot: 14 } as const;
const HEAD = 58;
/** Where a panel ends, in times of Inlay's slowest level. */
const CUT = 3.5;

const COLORS = { inlay: "#2f56b0", wasm: "#d9a441", native: "#9a9a9a" } as const;

export interface ChartOptions {
  readonly title: string;
  readonly levels: readonly string[];
  /** Peers that are machine code outside the browser's sandbox. */
  readonly natives: readonly string[];
}

export function renderChart(rows: readonly SpeedRow[], options: ChartOptions): string {
  const panels = [...timesByCase(rows)].map(([name, times]) => ({ name, times: [...times] }));
  const width = WIDTH / COLUMNS;
  const tops: number[] = new Array(COLUMNS).fill(HEAD);
  const parts = panels.map((panel, index) => {
    const column = index % COLUMNS;
    const drawn = drawPanel(panel, column * width, tops[column]!, width, options);
    tops[column]! += PANEL.head + panel.times.length * (BAR.height + BAR.gap) + PANEL.foot;
    return drawn;
  });
  const height = Math.max(...tops);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11" fill="#333" role="img">`,
    `<title>${escaped(options.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="16" y="24" font-size="15" font-weight="bold">${escaped(options.title)}</text>`,
    ...legend(),
    ...parts.flat(),
    "</svg>",
    "",
  ].join("\n");
}

interface Panel {
  readonly name: string;
  readonly times: readonly (readonly [string, number])[];
}

function drawPanel({ name, times }: Panel, left: number, top: number, width: number, options: ChartOptions): string[] {
  const { levels, natives } = options;
  const slowest = Math.max(...times.filter(([contestant]) => levels.includes(contestant)).map(([, ms]) => ms));
  const longest = Math.min(CUT * slowest, Math.max(...times.map(([, ms]) => ms)));
  const room = width - BAR.left - BAR.right;
  const start = left + BAR.left;
  const bars = times.flatMap(([contestant, ms], i) => {
    const y = top + PANEL.head + i * (BAR.height + BAR.gap);
    const kind = levels.includes(contestant) ? "inlay" : natives.includes(contestant) ? "native" : "wasm";
    const length = round((Math.min(ms, longest) / longest) * room);
    const label = kind === "inlay" ? `Inlay ${contestant}` : contestant;
    const arrow = ms > longest ? " »" : "";
    return [
      `<text x="${start - 6}" y="${y + 10}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${start}" y="${y}" width="${length}" height="${BAR.height}" fill="${COLORS[kind]}"/>`,
      `<text x="${round(start + length + 4)}" y="${y + 10}">${milliseconds(ms)}${arrow}</text>`,
    ];
  });
  return [`<text x="${left + 16}" y="${top + 15}" font-size="12" font-weight="bold">${escaped(name)}</text>`, ...bars];
}

function legend(): string[] {
  const entries = [
    ["Inlay", COLORS.inlay],
    ["other WebAssembly", COLORS.wasm],
    ["native", COLORS.native],
  ] as const;
  let x = 16;
  return entries.flatMap(([name, color]) => {
    const at = x;
    x += name.length * 7 + 36;
    return [
      `<rect x="${at}" y="36" width="12" height="12" fill="${color}"/>`,
      `<text x="${at + 17}" y="46">${name}</text>`,
    ];
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
