/** Exports by more than their operations: waited for, and read row by row. */

import type { Options } from "./calls.js";
import { ConnectionBroken, ExportNotCompleted } from "./errors.js";
import { ExportsOperations } from "./operations/exports.js";
import { sleep } from "./pacing.js";
import { type ExportRow, lines, type FileEntry, rowsIn, wholeFile } from "./rows.js";
import type { Answer, Query } from "./types.js";

export type Export = Answer<"exports_retrieve">;
const [FIRST_LOOK, LONGEST_LOOK] = [0.2, 5];

export interface WaitOptions extends Options {
  /** Gets the export at each look. */
  readonly seen?: (one: Export) => void;
}

export class Exports extends ExportsOperations {
  /** The export once it is complete. Throws ExportNotCompleted. */
  async wait(id: string, { seen, ...options }: WaitOptions = {}): Promise<Export> {
    for (let seconds = FIRST_LOOK; ; seconds = Math.min(seconds * 1.3, LONGEST_LOOK)) {
      const one = await this.get(id, options);
      seen?.(one);
      if (one.finished_at) {
        return completed(one);
      }
      await sleep(seconds, options.signal);
    }
  }

  /** Wait for an export in JSON Lines and give its rows, without a file. Throws DownloadFailed, at a file's end where its SHA-256 differs. */
  async *rows(id: string, options: Options = {}): AsyncGenerator<ExportRow, void, void> {
    for (const entry of (await this.wait(id, options)).files) {
      yield* rowsIn(this.server, entry as FileEntry, options.signal);
    }
  }

  /** The bytes of one of the export's files; goes on by itself where the connection breaks. Throws DownloadFailed, as `rows` does. */
  pieces(entry: FileEntry, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return wholeFile(this.server, entry, options.signal);
  }

  /** The rows as they are stored now, without a job. Throws ConnectionBroken where they are cut off: a stream does not resume. */
  async *stream(query: Query<"exports_stream">, options: Options = {}): AsyncGenerator<ExportRow, void, void> {
    try {
      yield* lines(this.streamPieces({ ...query, format: "jsonl", compression: "none" }, options));
    } catch (error) {
      throw error instanceof SyntaxError ? new ConnectionBroken("The stream ended within a row.", { cause: error }) : error;
    }
  }
}

function completed(one: Export): Export {
  if (one.state !== "completed") {
    throw new ExportNotCompleted(one as ExportNotCompleted["export"]);
  }
  return one;
}
