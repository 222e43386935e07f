/** Curves over the steps of training → an SVG picture, a panel a quantity. */
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";

export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  readonly style: keyof typeof STYLES;
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
  /** Where the vertical axis begins and ends; by default where the values do. */
  readonly range?: readonly [low: number, high: number];
}

export interface Picture {
  readonly title: string;
  /** What the horizontal axis counts. */
  readonly axis: string;
  /** Whether it counts in powers of ten. */
  readonly log?: boolean;
  readonly panels: readonly Panel[];
  /** Lines under the title. */
  readonly caption?: readonly string[];
  /** A place on the horizontal axis to mark, and how to call it. */
  readonly mark?: { readonly at: number; readonly name: string };
}

const STYLES = {
  /** Every step: pale, behind the others. */
  steps: { color: "#a9bce8", width: 1, dots: false },
  train: { color: "#2f56b0", width: 2, dots: true },
  validation: { color: "#d9730d", width: 2, dots: true },
  rate: { color: "#3a7d44", width: 2, dots: false },
  /** Percentiles: the median, and those on both sides. */
  middle: { color: "#2f56b0", width: 2, dots: false },
  /** Two models beside each other. */
  first: { color: "#2f56b0", width: 2, dots: false },
  second: { color: "#d9730d", width: 2, dots: false },
  edge: { color: "#7d96d3", width: 1.5, dots: false },
} as const;

const WIDTH = 760;
const PLOT = { left: 64, right: 24, height: 170, top: 40, gap: 58 } as const;
const HEAD = 30;
/** A line of the caption. */
const CAPTION = 17;
/** Lines of more points are drawn by means of so many pieces. */
const MAX_POINTS = 600;
/** A curve that spans more than this is drawn in powers of ten. */
const LOG_SPAN = 100;

export function renderCurves({ title, axis, log = false, panels, caption = [], mark }: Picture): string {
  const drawn = panels
    .map((panel) => ({ ...panel, series: panel.series.map(finite).filter(({ points }) => points.length > 0) }))
    .filter(({ series }) => series.length > 0);
  const places = drawn.flatMap(({ series }) => series.flatMap(({ points }) => points.map(([x]) => x)));
  const x = scaleOver(places, [PLOT.left, WIDTH - PLOT.right], log);
  const head = HEAD + caption.length * CAPTION;
  const height = head + drawn.length * (PLOT.top + PLOT.height + PLOT.gap);
  const parts = drawn.map((panel, index) => {
    const top = head + index * (PLOT.top + PLOT.height + PLOT.gap) + PLOT.top;
    return drawPanel(panel, { x, top, axis, ...(mark === undefined ? {} : { mark }) });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="${PLOT.left}" y="24" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    ...caption.map((words, i) => `<text x="${PLOT.left}" y="${24 + (i + 1) * CAPTION}">${escaped(words)}</text>`),
    ...parts.flat(),
    "</svg>",
    "",
  ].join("\n");
}

type Scale = ReturnType<typeof scaleOver>;

interface Frame {
  readonly x: Scale;
  readonly top: number;
  readonly axis: string;
  readonly mark?: NonNullable<Picture["mark"]>;
}

function drawPanel({ title, series, range }: Panel, { x, top, axis, mark }: Frame): string[] {
  const values = series.flatMap(({ points }) => thinned(points).map(([, y]) => y));
  const bottom = top + PLOT.height;
  const y = scaleOver(range ?? values, [bottom, top], range === undefined && spansPowers(series));
  const right = WIDTH - PLOT.right;
  const path = line<Point>()
    .x(([place]) => round(x.at(place)))
    .y(([, value]) => round(y.at(value)));
  return [
    `<g>`,
    `<text x="${PLOT.left}" y="${top - 12}" font-size="13" font-weight="bold">${escaped(title)}</text>`,
    ...legend(series, top - 12),
    ...y
      .ticks(5)
      .flatMap(([value, label]) => [
        `<line x1="${PLOT.left}" x2="${right}" y1="${round(y.at(value))}" y2="${round(y.at(value))}" stroke="#e6e6e6"/>`,
        `<text x="${PLOT.left - 8}" y="${round(y.at(value) + 4)}" text-anchor="end">${label}</text>`,
      ]),
    ...x
      .ticks(8)
      .flatMap(([place, label]) => [
        `<line x1="${round(x.at(place))}" x2="${round(x.at(place))}" y1="${bottom}" y2="${bottom + 5}" stroke="#999"/>`,
        `<text x="${round(x.at(place))}" y="${bottom + 19}" text-anchor="middle">${label}</text>`,
      ]),
    `<line x1="${PLOT.left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="#999"/>`,
    `<text x="${right}" y="${bottom + 35}" text-anchor="end" fill="#777">${escaped(axis)}</text>`,
    ...(mark === undefined
      ? []
      : [
          `<line x1="${round(x.at(mark.at))}" x2="${round(x.at(mark.at))}" y1="${top}" y2="${bottom}" stroke="#b03030" stroke-dasharray="4 3"/>`,
          `<text x="${round(x.at(mark.at) + 5)}" y="${top + 12}" fill="#b03030">${escaped(mark.name)}</text>`,
        ]),
    ...series.flatMap(({ points, style }) => {
      const { color, width, dots } = STYLES[style];
      const shown = thinned(points);
      return [
        `<path d="${path(shown)}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"/>`,
        ...(dots && shown.length <= 60
          ? shown.map(
              ([place, value]) =>
                `<circle cx="${round(x.at(place))}" cy="${round(y.at(value))}" r="3" fill="${color}"/>`,
            )
          : []),
      ];
    }),
    `</g>`,
  ];
}

/** Whether what is drawn in front spans powers of ten; single steps may stray far. */
function spansPowers(series: readonly Series[]): boolean {
  const all = series.flatMap(({ points }) => points.map(([, y]) => y));
  const front = series.filter(({ style }) => style !== "steps").flatMap(({ points }) => points.map(([, y]) => y));
  return all.every((y) => y > 0) && Math.max(...front) / Math.min(...front) > LOG_SPAN;
}

/** At the right end of a panel's title line. */
function legend(series: readonly Series[], baseline: number): string[] {
  const WIDTHS = 7;
  let right = WIDTH - PLOT.right;
  return [...series].reverse().flatMap(({ name, style }) => {
    const start = right - name.length * WIDTHS - 24;
    right = start - 16;
    const { color, width } = STYLES[style];
    return [
      `<line x1="${start}" x2="${start + 18}" y1="${baseline - 4}" y2="${baseline - 4}" stroke="${color}" stroke-width="${width + 1}"/>`,
      `<text x="${start + 24}" y="${baseline}">${escaped(name)}</text>`,
    ];
  });
}

function scaleOver(values: readonly number[], range: readonly [number, number], log: boolean) {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  // A curve that does not move lies in the middle.
  const room = low === high ? Math.abs(low) / 2 || 1 : 0;
  const domain: [number, number] = [low - room, high + room];
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range(range);
  if (range[0] > range[1]) scale.nice();
  return {
    at: (value: number): number => scale(value),
    ticks(count: number): [number, string][] {
      const format = scale.tickFormat(count, log ? "~g" : undefined);
      return scale
        .ticks(count)
        .map((value): [number, string] => [value, format(value)])
        .filter(([, label]) => label !== "");
    },
  };
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MAX_POINTS) return points;
  return Array.from({ length: MAX_POINTS }, (_, i): Point => {
    const piece = points.slice(
      Math.floor((i * points.length) / MAX_POINTS),
      Math.floor(((i + 1) * points.length) / MAX_POINTS),
    );
    const mean = (axis: 0 | 1): number => piece.reduce((sum, point) => sum + point[axis] / piece.length, 0);
    return [mean(0), mean(1)];
  });
}

function finite(series: Series): Series {
  return { ...series, points: series.points.filter(([, value]) => Number.isFinite(value)) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
