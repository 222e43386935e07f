/** A run beside the peers → text for the terminal, and its sections and picture in docs/performance.md. */
import { BARS, barTable, rowOf } from "./report/bars.ts";
import { renderChart } from "./report/chart.ts";
import { writeSection, writeWhole } from "./report/document.ts";
import type { PeersResult } from "./report/rows.ts";
import { downloadTable, machineLine, speedTable, speedupTable, startTable } from "./report/tables.ts";

const DOCUMENT = new URL("../docs/performance.md", import.meta.url);
const NATIVES = ["onnxruntime-node", "pytorch"];

export function showPeers(result: PeersResult, levels: readonly string[]): string {
  const bars = BARS.filter((bar) => rowOf(bar, result.speed) !== undefined);
  return [...parts(result, levels), ...(bars.length > 0 ? [barTable(result, bars)] : [])].join("\n\n");
}

function parts(result: PeersResult, levels: readonly string[]): string[] {
  const peers = [...new Set(result.speed.map(({ peer }) => peer))];
  return [
    machineLine(result.machine),
    ...(result.speed.length > 0 ? [speedTable(result, [...levels, ...peers]), speedupTable(result, levels)] : []),
    ...(result.start.length > 0 ? [startTable(result.start)] : []),
    ...(result.downloads.length > 0 ? [downloadTable(result.downloads)] : []),
  ];
}

/** The browser's numbers have a section and a picture of their own. */
export async function writePeersDocument(
  result: PeersResult,
  levels: readonly string[],
  place: "node" | "chromium",
): Promise<void> {
  const picture = place === "node" ? "peers.svg" : "peers-chromium.svg";
  const title = `Time of a call, one thread, ${place === "node" ? `Node ${result.machine.node}` : "Chromium"}`;
  await writeWhole(
    new URL(`../docs/${picture}`, import.meta.url),
    renderChart(result.speed, { title, levels, natives: NATIVES }),
  );
  const image = `![${title}: Inlay and its peers](${picture})`;
  const bars = place === "node" ? [barTable(result)] : [];
  await writeSection(
    DOCUMENT,
    place === "node" ? "peers" : "peers-chromium",
    [image, ...parts(result, levels), ...bars].join("\n\n"),
  );
}
