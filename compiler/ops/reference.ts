/** The operator table → compiler/ops/README.md, from the definitions' doc fields. */
import type { TableEntry } from "./define.ts";
import type { AttrSpec, OperandSpec } from "./definition/signature.ts";
import { ENTRIES, OPS } from "./index.ts";

const INTRODUCTION = `# Operators

Rendered from the definitions in this folder; \`npm run bless\` writes it anew. An op with broadcasting follows NumPy's
rules. \`batch\` is the symbolic first dimension.`;

interface Section {
  readonly title: string;
  readonly doc: string;
  readonly entries: readonly TableEntry[];
}

const isInitializer = (entry: TableEntry) => entry.kind === "op" && entry.initializer !== undefined;

const SECTIONS: readonly Section[] = [
  {
    title: "Operators",
    doc: "Functions of tensors.",
    entries: ENTRIES.filter((entry) => entry.kind === "op" && !isInitializer(entry)),
  },
  {
    title: "Layers and losses",
    doc: "Calls that may make parameters and states, and expand to operators.",
    entries: ENTRIES.filter((entry) => entry.kind === "layer"),
  },
  {
    title: "Initializers",
    doc: "How a parameter starts: `parameter w: f32[784, 128] = he_normal()`, `weight_init: he_normal`.",
    entries: ENTRIES.filter(isInitializer),
  },
  {
    title: "Metrics",
    doc: "`metric accuracy = accuracy(logits, label)` in a `train` block.",
    entries: ENTRIES.filter((entry) => entry.kind === "metric"),
  },
  {
    title: "Optimizers",
    doc: "`optimizer = adam(learning_rate: 0.001)` in a `train` block.",
    entries: ENTRIES.filter((entry) => entry.kind === "optimizer"),
  },
  {
    title: "Schedules",
    doc: "`learning_rate: cosine(0.001, steps: 2000)` of any optimizer; t is the number of steps done.",
    entries: ENTRIES.filter((entry) => entry.kind === "schedule"),
  },
  {
    title: "Averages",
    doc: "`average = ema(decay: 0.999)` in a `train` block.",
    entries: ENTRIES.filter((entry) => entry.kind === "average"),
  },
  {
    title: "Internal operators",
    doc: "Made by the compiler; a model's text cannot call them.",
    entries: OPS.filter((op) => op.internal === true),
  },
];

export function renderOperatorReference(): string {
  const sections = SECTIONS.map(({ title, doc, entries }) =>
    [`## ${title}`, doc, ...sorted(entries).map((entry) => renderEntry(entry, title))].join("\n\n"),
  );
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

function sorted(entries: readonly TableEntry[]): TableEntry[] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function renderEntry(entry: TableEntry, section: string): string {
  // What the compiler fills in is of interest only where the compiler is the caller.
  const internal = section === "Internal operators";
  const operands = isInitializer(entry) ? [] : entry.operands;
  const attrs = entry.attrs.filter((attr) => internal || attr.derived !== true);
  const signature = [...operands.map(operandSignature), ...attrs.map(attrSignature)].join(", ");
  const rows = [
    ...operands.map(({ name, doc }) => `| \`${name}\` | tensor | ${cell(doc)} |`),
    ...attrs.map((attr) => `| \`${attr.name}\` | ${kind(attr)} | ${cell(attr.doc)} |`),
  ];
  const table = rows.length === 0 ? [] : [["| | | |", "|---|---|---|", ...rows].join("\n")];
  return [`### \`${entry.name}(${signature})\``, entry.doc, ...table].join("\n\n");
}

function operandSignature({ name, optional }: OperandSpec): string {
  return optional === true ? `${name}?` : name;
}

function attrSignature({ name, default: value, optional }: AttrSpec): string {
  if (value !== undefined) return `${name}: ${String(value)}`;
  return optional === true ? `${name}?` : name;
}

function kind({ kind: name, oneOf }: AttrSpec): string {
  return oneOf === undefined ? name : oneOf.map((word) => `\`${word}\``).join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
