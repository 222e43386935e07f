/**
 * `npm run bench:peers`: Inlay beside other runtimes on this machine; same models, weights and inputs, outputs compared
 * first, turns taken. Options: README.md.
 */
import { readFile } from "node:fs/promises";
import { readOptions } from "../scripts/read-options.ts";
import { INLAY, LEVELS, PEERS } from "./contestants.ts";
import { measureDownloads } from "./downloads.ts";
import { installPeers, peerVersions } from "./install.ts";
import { writeLoaders } from "./loaders.ts";
import { describeMachine } from "./machine.ts";
import { MODELS } from "./models.ts";
import { prepare } from "./prepare.ts";
import { type Seat, startProcess } from "./process.ts";
import { casesOf, type Pace, race } from "./race.ts";
import { writeWhole } from "./report/document.ts";
import { mergeRows, moves, type PeersResult, type SpeedRow, speedRows } from "./report/rows.ts";
import { showPeers, writePeersDocument } from "./show-peers.ts";
import { measureStartUp } from "./start-up.ts";

const PACE: Pace = { rounds: 15, turn: 40, block: 2, warm: 500 };
const START_ROUNDS = 15;
/** What moved less is noise. */
const THRESHOLD = 0.05;
const LEVEL_NAMES = LEVELS.map(({ name }) => name as string);

const { values: options } = readOptions({
  options: {
    json: { type: "boolean", default: false },
    browser: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    without: { type: "string", default: "" },
    rounds: { type: "string", default: String(PACE.rounds) },
    store: { type: "string" },
    compare: { type: "string" },
    write: { type: "boolean", default: false },
    from: { type: "string" },
  },
});

const place = options.browser ? "chromium" : "node";
const notes: string[] = [];
const note = (text: string) => {
  notes.push(text);
  console.error(text);
};

const result = options.from === undefined ? await measure() : await stored(options.from);
if (options.json) console.log(JSON.stringify(result, null, 2));
else console.log(showPeers(result, LEVEL_NAMES));
if (options.compare !== undefined) compare(await stored(options.compare), result);
const kept = options.store === undefined ? result : await store(options.store, result);
if (options.write) await writePeersDocument(kept, LEVEL_NAMES, place);

async function measure(): Promise<PeersResult> {
  installPeers();
  const wanted = (name: string) => name.includes(options.only);
  const cases = casesOf(MODELS).filter(({ name }) => wanted(name));
  const models = MODELS.filter(({ name }) => cases.some(({ model }) => model === name));
  const contestants = [...INLAY, ...PEERS].filter(
    ({ name, places }) => places.includes(place) && !options.without.split(",").includes(name),
  );
  const levels = [...new Set(LEVELS.map(({ level }) => level))];
  console.error(`compiling the models (${levels.join(", ")})`);
  const prepared = await prepare(models.length > 0 ? models : MODELS.slice(0, 1), levels);
  const seats: Seat[] = [];
  try {
    const open = options.browser ? (await import("./browser.ts")).openPages : openProcesses;
    if (cases.length > 0) seats.push(...(await open(contestants, prepared.folder, note)));
    for (const { contestant, ready } of seats) if (contestant.name === "pytorch") notes.push(ready);
    const speed: SpeedRow[] = [];
    const pace = { ...PACE, rounds: Number(options.rounds), ...(options.browser ? { turn: 80, block: 20 } : {}) };
    for (const item of cases) {
      console.error(item.name);
      speed.push(...speedRows(item.name, await race(item, seats, prepared, pace, note), LEVEL_NAMES));
    }
    for (const seat of seats.splice(0)) await seat.close();
    const model = "seed";
    const loaders = options.browser ? undefined : await writeLoaders(prepared.folder, model);
    const start =
      loaders === undefined || !wanted("start-up")
        ? []
        : await measureStartUp(prepared.folder, loaders.start, { model, rounds: START_ROUNDS, note });
    const downloads =
      loaders === undefined || !wanted("downloads")
        ? []
        : await measureDownloads(prepared.folder, loaders.files, model);
    return { machine: describeMachine([peerVersions(), ...notes]), speed, start, downloads };
  } finally {
    for (const seat of seats) await seat.close();
    await prepared.remove();
  }
}

async function openProcesses(contestants: typeof INLAY, folder: string, note: (text: string) => void): Promise<Seat[]> {
  const seats: Seat[] = [];
  for (const contestant of contestants) {
    try {
      seats.push(await startProcess(contestant, folder));
    } catch (error) {
      note(`without ${contestant.name}: ${(error as Error).message}`);
    }
  }
  return seats;
}

async function stored(path: string): Promise<PeersResult> {
  return JSON.parse(await readFile(path, "utf8")) as PeersResult;
}

/** Cases that this run left out keep their rows of the run before. */
async function store(path: string, now: PeersResult): Promise<PeersResult> {
  const before = await stored(path).catch(() => undefined);
  const merged: PeersResult = {
    machine: now.machine,
    speed: mergeRows(before?.speed ?? [], now.speed),
    start: now.start.length > 0 ? now.start : (before?.start ?? []),
    downloads: now.downloads.length > 0 ? now.downloads : (before?.downloads ?? []),
  };
  await writeWhole(path, `${JSON.stringify(merged, null, 2)}\n`);
  return merged;
}

function compare(before: PeersResult, now: PeersResult): void {
  const speedups = ({ speed }: PeersResult) =>
    new Map(speed.map(({ name, peer, level, speedup }) => [`${name}, ${level}, against ${peer}`, speedup] as const));
  const moved = moves(speedups(before), speedups(now), THRESHOLD);
  if (moved.length === 0) console.error(`no speed-up moved by more than ${THRESHOLD * 100} %`);
  for (const move of moved) console.error(`${move.name}: ${move.before.toFixed(2)} × → ${move.now.toFixed(2)} ×`);
}
