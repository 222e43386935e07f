import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { assertSpares, assertWritable, listFolder, makeFolder, writeWhole } from "../../compiler/interchange/files.ts";

const folders: string[] = [];
let folder: string;
const inFolder = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(inFolder(name), "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-files-"));
  folders.push(folder);
});

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true });
});

describe("writeWhole", () => {
  it("replaces a file and leaves nothing beside it", async () => {
    writeFileSync(inFolder("a"), "old");
    await writeWhole(inFolder("a"), "new");
    expect(text("a")).toBe("new");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("writes through links, also to a file that is not there yet", async () => {
    mkdirSync(inFolder("far"));
    writeFileSync(inFolder("far/target"), "old");
    symlinkSync("far/target", inFolder("inner"));
    symlinkSync("inner", inFolder("outer"));
    symlinkSync("far/later", inFolder("dangling"));
    symlinkSync("far", inFolder("near"));
    await writeWhole(inFolder("outer"), "new");
    await writeWhole(inFolder("dangling"), "made");
    await writeWhole(inFolder("near/third"), "third");
    expect([text("far/target"), text("far/later"), text("far/third")]).toEqual(["new", "made", "third"]);
    for (const link of ["outer", "inner", "dangling"]) expect(lstatSync(inFolder(link)).isSymbolicLink()).toBe(true);
    expect(readdirSync(inFolder("far"))).toEqual(["later", "target", "third"]);
  });

  it("refuses what is not a file", async () => {
    execFileSync("mkfifo", [inFolder("pipe")]);
    symlinkSync("/dev/null", inFolder("null"));
    symlinkSync("round", inFolder("round"));
    symlinkSync("no/where", inFolder("lost"));
    await expect(writeWhole(inFolder("pipe"), "")).rejects.toThrow(/^cannot write .*pipe: it is not a file$/);
    await expect(assertWritable(inFolder("null"))).rejects.toThrow("it is not a file");
    await expect(assertWritable(folder)).rejects.toThrow("it is a folder");
    await expect(assertWritable(inFolder("round"))).rejects.toThrow("its links lead in a circle");
    await expect(assertWritable(inFolder("lost"))).rejects.toThrow("no such file or folder");
    expect(lstatSync(inFolder("pipe")).isFIFO()).toBe(true);
  });
});

describe("assertSpares", () => {
  it("knows an input by whatever path", async () => {
    writeFileSync(inFolder("model"), "");
    symlinkSync("model", inFolder("link"));
    linkSync(inFolder("model"), inFolder("hard"));
    for (const output of ["link", "hard", "./model"]) {
      await expect(assertSpares(`${folder}/${output}`, [undefined, inFolder("model")])).rejects.toThrow(
        `cannot write ${folder}/${output}: the command reads it as ${inFolder("model")}`,
      );
    }
    await expect(assertSpares(inFolder("model"), [inFolder("model")])).rejects.toThrow(/: the command reads it$/);
    writeFileSync(inFolder("other"), "");
    await assertSpares(inFolder("other"), [inFolder("model"), "mnist"]);
    await assertSpares(inFolder("new"), [inFolder("model"), inFolder("new")]);
  });
});

describe("folders", () => {
  it("are refused where they cannot be read or made", async () => {
    writeFileSync(inFolder("file"), "");
    await expect(listFolder(inFolder("file"))).rejects.toThrow(
      `cannot read ${inFolder("file")}: a part of the path is not a folder`,
    );
    await expect(makeFolder(inFolder("file"))).rejects.toThrow(/file is a file, not a folder$/);
    await expect(makeFolder(inFolder("file/below"))).rejects.toThrow("a part of the path is not a folder");
    await makeFolder(inFolder("a/b"));
    await makeFolder(inFolder("a/b"));
    expect(readdirSync(inFolder("a"))).toEqual(["b"]);
  });
});
