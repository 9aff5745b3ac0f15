/** Rows of JSON Lines out of pieces of bytes, as they come. */

import { ConnectionBroken, DownloadFailed } from "./errors.js";
import type { Server } from "./server.js";
import { Sha256 } from "./sha256.js";
import { sleep } from "./pacing.js";

export type ExportRow = Record<string, unknown>;
export type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
export const TRIES_WITHOUT_A_BYTE = 6;

/** What the manifest says of one file. */
export interface FileEntry {
  readonly name: string;
  readonly url?: string | null;
  readonly location?: string | null;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
}

/** Each row once its line is whole. Throws SyntaxError for what is no JSON. */
export async function* lines(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<ExportRow, void, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest: string[] = [];
  for await (const piece of pieces) {
    const parts = decoder.decode(piece, { stream: true }).split("\n");
    for (const end of parts.slice(0, -1)) {
      const line = rest.join("") + end;
      rest = [];
      if (line) {
        yield JSON.parse(line) as ExportRow;
      }
    }
    rest.push(parts.at(-1) ?? "");
  }
  const line = rest.join("") + decoder.decode();
  if (line) {
    yield JSON.parse(line) as ExportRow;
  }
}

/** What asks for a file from a byte on, as long as it is still the same file. */
export function rangeOf(entry: FileEntry, begun: number): Record<string, string> {
  return begun ? { Range: `bytes=${begun}-`, "If-Range": `"${entry.sha256}"` } : {};
}

export function addressIn(entry: FileEntry): string {
  if (!entry.url) {
    throw new DownloadFailed(`${entry.name} is not on the server any more, or lies only where it was sent: ${entry.location ?? "unknown"}.`);
  }
  return entry.url;
}

/** The bytes of a file, whose connection may break. Throws DownloadFailed, at the end where they are not those of the manifest. */
export async function* wholeFile(server: Server, entry: FileEntry, signal?: AbortSignal): Pieces {
  const path = server.pathOf(addressIn(entry));
  const digest = new Sha256();
  let [done, idle] = [0, 0];
  while (done < entry.bytes) {
    const before = done;
    try {
      const begin = (status: number): void => goesOn(entry, before, status);
      for await (const piece of server.pieces({ method: "GET", path, headers: rangeOf(entry, done), signal }, begin)) {
        done += piece.length;
        digest.update(piece);
        yield piece;
      }
    } catch (error) {
      if (!(error instanceof ConnectionBroken)) {
        throw error;
      }
    }
    idle = idleTries(entry, done > before ? 0 : idle + 1);
    await sleep(idle, signal);
  }
  if (done !== entry.bytes || digest.digest() !== entry.sha256) {
    throw new DownloadFailed(`${entry.name} did not arrive as the manifest has it: do not use its rows, and read it again.`);
  }
}

/** Rows of one file. What was given cannot be taken back: the check of the whole file comes at its end. */
export async function* rowsIn(server: Server, entry: FileEntry, signal?: AbortSignal): AsyncGenerator<ExportRow, void, void> {
  if (!/\.jsonl(\.gz)?$/.test(entry.name)) {
    throw new DownloadFailed(`${entry.name} is not JSON Lines, plain or packed by gzip: download it and read it with a program for it.`);
  }
  let rows = 0;
  const pieces = wholeFile(server, entry, signal);
  try {
    for await (const row of lines(entry.name.endsWith(".gz") ? unpacked(pieces) : pieces)) {
      rows += 1;
      yield row;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw new DownloadFailed(`${entry.name} is not the JSON Lines that its name says: ${error.message}.`, { cause: error });
    }
    throw error;
  }
  if (rows !== entry.rows) {
    throw new DownloadFailed(`${entry.name} has ${rows} rows and not ${entry.rows}: do not use them, and read it again.`);
  }
}

export function idleTries(entry: FileEntry, idle: number): number {
  if (idle >= TRIES_WITHOUT_A_BYTE) {
    throw new DownloadFailed(`${entry.name} cannot be read: the connection brings nothing more. Try again.`);
  }
  return idle;
}

function goesOn(entry: FileEntry, begun: number, status: number): void {
  if (begun && status !== 206) {
    throw new DownloadFailed(`${entry.name} does not go on where it broke: do not use its rows, and read it again.`);
  }
}

async function* unpacked(pieces: Pieces): Pieces {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await pieces.next();
      return next.done ? controller.close() : controller.enqueue(next.value);
    },
    async cancel() {
      await pieces.return();
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value as Uint8Array<ArrayBuffer>;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
