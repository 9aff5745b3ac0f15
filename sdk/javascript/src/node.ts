/** What only Node.js can do: files of exports brought to the disk, resumed where the connection broke, and checked. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { type Options, part } from "./calls.js";
import type { Client } from "./client.js";
import { ConnectionBroken, DownloadFailed } from "./errors.js";
import { sleep } from "./pacing.js";
import { addressIn, type FileEntry, idleTries, rangeOf } from "./rows.js";

const MANIFEST = "manifest.json";

export interface DownloadOptions extends Options {
  /** Hears how many bytes have come, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Wait for the export and bring its files: one to `path`, many into that folder; with the manifest, against which they are checked.
 *
 * Until a file is whole it is PATH.part, which goes on where it broke, also in a later call. Gives the paths of the files.
 * Throws ExportNotCompleted and DownloadFailed.
 */
export async function download(client: Client, id: string, path: string, options: DownloadOptions = {}): Promise<string[]> {
  const { progress, ...rest } = options;
  const entries = (await client.exports.wait(id, rest)).files as readonly FileEntry[];
  const { targets, manifest } = await targetsOf(entries, path);
  const total = entries.reduce((sum, one) => sum + one.bytes, 0);
  let before = 0;
  for (const [index, entry] of entries.entries()) {
    await fetched(client, entry, targets[index]!, { ...rest, tell: (done) => progress?.(before + done, total) });
    before += entry.bytes;
  }
  await mkdir(dirname(manifest), { recursive: true });
  await writeFile(manifest, await client.fileBytes(`/api/exports/${part(id)}/manifest`, rest));
  return targets;
}

interface Telling extends Options {
  readonly tell: (done: number) => void;
}

/** One file, whole and checked, at `target`. Throws DownloadFailed. */
async function fetched(client: Client, entry: FileEntry, target: string, options: Telling): Promise<void> {
  const partial = `${target}.part`;
  addressIn(entry);
  await mkdir(dirname(partial), { recursive: true });
  if ((await sizeOf(partial)) > entry.bytes) {
    await rm(partial);
  }
  const file = await open(partial, "a");
  try {
    await filled(client, entry, file, options);
    await file.sync();
  } finally {
    await file.close();
  }
  await checked(partial, entry);
  await rename(partial, target);
}

async function filled(client: Client, entry: FileEntry, file: FileHandle, options: Telling): Promise<void> {
  for (let idle = 0, done = (await file.stat()).size; done < entry.bytes; ) {
    const before = done;
    try {
      done = await brought(client, entry, file, { ...options, begun: done });
    } catch (error) {
      if (!(error instanceof ConnectionBroken)) {
        throw error;
      }
      done = (await file.stat()).size;
    }
    idle = idleTries(entry, done > before ? 0 : idle + 1);
    await sleep(idle, options.signal);
  }
}

/** One answer's bytes at the end of the file; gives its size then. */
async function brought(client: Client, entry: FileEntry, file: FileHandle, options: Telling & { begun: number }): Promise<number> {
  let size = options.begun;
  let isRange = true;
  const call = { headers: rangeOf(entry, options.begun), signal: options.signal };
  const pieces = client.filePieces(addressIn(entry), call, (status) => (isRange = status === 206));
  for await (const piece of pieces) {
    if (!isRange && size === options.begun && size > 0) {
      await file.truncate(); // an answer that is no range begins anew
      [size, isRange] = [0, true];
    }
    await file.appendFile(piece);
    size += piece.length;
    options.tell(size);
  }
  return size;
}

async function checked(path: string, entry: FileEntry): Promise<void> {
  const found = await findings(path, entry);
  if (found.length > 0) {
    await rm(path);
    throw new DownloadFailed(`${entry.name} did not arrive whole: ${found.join("; ")}. Try again.`);
  }
}

/** What of bytes, SHA-256 and rows does not hold; rows are counted where each is a line. */
async function findings(path: string, entry: FileEntry): Promise<string[]> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  const digest = hash.digest("hex");
  const found = bytes === entry.bytes ? [] : [`it has ${bytes} bytes and not ${entry.bytes}`];
  found.push(...(digest === entry.sha256 ? [] : [`its SHA-256 is ${digest} and not ${entry.sha256}`]));
  if (found.length > 0 || !/\.jsonl(\.gz)?$/.test(entry.name)) {
    return found;
  }
  const rows = await linesIn(path, entry.name.endsWith(".gz"));
  return rows === entry.rows ? [] : [`it has ${rows} rows and not ${entry.rows}`];
}

async function linesIn(path: string, isPacked: boolean): Promise<number> {
  const source = createReadStream(path);
  let rows = 0;
  for await (const piece of (isPacked ? source.pipe(createGunzip()) : source) as AsyncIterable<Buffer>) {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) {
      rows += 1;
    }
  }
  return rows;
}

/** Where the files go, and the manifest: into a folder by the server's names, or of a single file to `path` with the manifest beside it. */
async function targetsOf(entries: readonly FileEntry[], path: string): Promise<{ targets: string[]; manifest: string }> {
  const there = await stat(path).catch(() => undefined);
  if (!there?.isDirectory() && entries.length === 1) {
    return { targets: [path], manifest: `${path}.${MANIFEST}` };
  }
  if (there?.isFile()) {
    throw new DownloadFailed(`This export has ${entries.length} files: name a folder, and not ${path}.`);
  }
  return { targets: entries.map((one) => join(path, basename(one.name))), manifest: join(path, MANIFEST) };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
