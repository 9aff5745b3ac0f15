import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ConnectionBroken, DownloadFailed, ExportNotCompleted } from "../src/index.js";
import { download } from "../src/node.js";
import { Sha256 } from "../src/sha256.js";
import { type Answer, clientOf, cut, json, type Seen } from "./faults.js";

vi.mock("../src/retrying.js", async (original) => ({ ...(await original<object>()), waitSeconds: () => 0 }));
vi.mock("../src/pacing.js", async (original) => ({ ...(await original<object>()), sleep: () => Promise.resolve() }));

const ROWS = Array.from({ length: 500 }, (_, index) => ({ id: `t-${index}`, input: "größe 🙂 \u2028 " + "x".repeat(index) }));
const LINES = Buffer.from(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""));
const PACKED = Buffer.concat([gzipSync(LINES.subarray(0, 20_000)), gzipSync(LINES.subarray(20_000))]);
const MANIFEST = Buffer.from('{"files": []}');

interface Stored {
  readonly content: Buffer;
  readonly name?: string;
  readonly entry?: object;
  readonly state?: string;
}

function exportOf({ content, name = "traces.jsonl", entry = {}, state = "completed" }: Stored): Answer {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const file = { name, url: "http://elsewhere.example/api/exports/e/files/0", bytes: content.length, rows: ROWS.length, sha256, ...entry };
  return json({ id: "e", state, finished_at: "2026-01-01T00:00:00Z", files: [file], error: state === "failed" ? { message: "No space." } : null });
}

/** Answers a range of the content, cut after so many bytes. */
function range(content: Buffer, most = Infinity): Answer {
  return (response: ServerResponse, seen: Seen) => {
    const begun = Number(/bytes=(\d+)-/.exec(seen.headers.range ?? "")?.[1] ?? 0);
    const status = seen.headers.range ? 206 : 200;
    const rest = content.subarray(begun);
    return most < rest.length ? cut(rest, most, status)(response, seen) : response.writeHead(status).end(rest);
  };
}

function target(): string {
  const folder = mkdtempSync(join(tmpdir(), "evalplatform-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "traces.jsonl");
}

async function collected<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) {
    found.push(row);
  }
  return found;
}

describe("rows", () => {
  it.each([
    ["traces.jsonl", LINES],
    ["traces.jsonl.gz", PACKED],
  ])("of %s come whole over connections that break", async (name, content) => {
    const { client, seen } = await clientOf({}, exportOf({ content, name }), range(content, 1_001), range(content, 1_003), range(content));
    expect(await collected(client.exports.rows("e"))).toEqual(ROWS);
    expect(seen.slice(1).map((one) => one.headers.range)).toEqual([undefined, "bytes=1001-", "bytes=2004-"]);
    expect(seen[2]!.headers["if-range"]).toBe(`"${createHash("sha256").update(content).digest("hex")}"`);
  });

  it("of a file that was changed are not to be used", async () => {
    const other = Buffer.from(LINES.toString().replace("t-499", "t-498"));
    const { client } = await clientOf({}, exportOf({ content: LINES }), range(other));
    await expect(collected(client.exports.rows("e"))).rejects.toThrow(DownloadFailed);
  });

  it("of a file that does not go on are not to be used", async () => {
    const { client } = await clientOf({}, exportOf({ content: LINES }), range(LINES, 100), (response) => response.writeHead(200).end(LINES));
    await expect(collected(client.exports.rows("e"))).rejects.toThrow("does not go on where it broke");
  });

  it("of a manifest with another number are not to be used", async () => {
    const { client } = await clientOf({}, exportOf({ content: LINES, entry: { rows: 501 } }), range(LINES));
    await expect(collected(client.exports.rows("e"))).rejects.toThrow("has 500 rows and not 501");
  });

  it.each([
    [{ name: "traces.parquet" }, "not JSON Lines"],
    [{ entry: { url: null, location: "s3://bkt/x" } }, "only where it was sent: s3://bkt/x"],
  ])("are refused of %j", async (stored, text) => {
    const { client } = await clientOf({}, exportOf({ content: LINES, ...stored }));
    await expect(collected(client.exports.rows("e"))).rejects.toThrow(text);
  });

  it("of a stream that is cut are told as broken", async () => {
    const { client } = await clientOf({}, cut(LINES, 5_000));
    const read: unknown[] = [];
    const reading = (async () => {
      for await (const row of client.exports.stream({ resource: "traces" })) {
        read.push(row);
      }
    })();
    await expect(reading).rejects.toThrow(ConnectionBroken);
    expect(read).toEqual(ROWS.slice(0, read.length));
  });
});

describe("download", () => {
  it("goes on where it broke, and leaves nothing but the file and its manifest", async () => {
    const path = target();
    const { client } = await clientOf({}, exportOf({ content: LINES }), range(LINES, 10_000), range(LINES), range(MANIFEST));
    const told: number[] = [];
    expect(await download(client, "e", path, { progress: (done, total) => told.push(done, total) })).toEqual([path]);
    expect(readFileSync(path).equals(LINES)).toBe(true);
    expect([readFileSync(`${path}.manifest.json`, "utf-8"), existsSync(`${path}.part`)]).toEqual([MANIFEST.toString(), false]);
    expect(told.slice(-2)).toEqual([LINES.length, LINES.length]);
  });

  it("goes on with what an earlier call has left", async () => {
    const path = target();
    writeFileSync(`${path}.part`, LINES.subarray(0, 777));
    const { client, seen } = await clientOf({}, exportOf({ content: LINES }), range(LINES), range(MANIFEST));
    await download(client, "e", path);
    expect([seen[1]!.headers.range, readFileSync(path).equals(LINES)]).toEqual(["bytes=777-", true]);
  });

  it("begins anew where the server does not go on", async () => {
    const path = target();
    writeFileSync(`${path}.part`, randomBytes(777));
    const { client } = await clientOf({}, exportOf({ content: LINES }), (response) => response.writeHead(200).end(LINES), range(MANIFEST));
    await download(client, "e", path);
    expect(readFileSync(path).equals(LINES)).toBe(true);
  });

  it("counts the rows of a packed file", async () => {
    const entry = { rows: 499 };
    const { client } = await clientOf({}, exportOf({ content: PACKED, name: "t.jsonl.gz", entry }), range(PACKED));
    await expect(download(client, "e", target())).rejects.toThrow("it has 500 rows and not 499");
  });

  it("keeps no file that is another", async () => {
    const path = target();
    const { client } = await clientOf({}, exportOf({ content: LINES }), range(Buffer.alloc(LINES.length, "x")));
    await expect(download(client, "e", path)).rejects.toThrow("its SHA-256 is");
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
  });

  it("gives up where nothing comes any more", async () => {
    const { client, seen } = await clientOf({ maxRetries: 0 }, exportOf({ content: LINES }), range(LINES, 0));
    await expect(download(client, "e", target())).rejects.toThrow("brings nothing more");
    expect(seen.length).toBe(1 + 6);
  });

  it("tells why an export has no files", async () => {
    const { client } = await clientOf({}, exportOf({ content: LINES, state: "failed" }));
    const failed = download(client, "e", target());
    await expect(failed).rejects.toThrow(ExportNotCompleted);
    await expect(failed).rejects.toThrow("The export e failed. No space.");
  });
});

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 10_000])("SHA-256 of %i bytes in pieces", (length) => {
  const bytes = randomBytes(length);
  const digest = new Sha256();
  digest.update(bytes.subarray(0, length / 3));
  digest.update(bytes.subarray(length / 3));
  expect(digest.digest()).toBe(createHash("sha256").update(bytes).digest("hex"));
});
