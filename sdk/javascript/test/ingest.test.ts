import { describe, expect, it, vi } from "vitest";
import { Closed, Full, Ingest, type IngestOptions } from "../src/index.js";
import { type Answer, clientOf, json, lost, problem } from "./faults.js";

vi.mock("../src/retrying.js", async (original) => ({ ...(await original<object>()), waitSeconds: () => 0 }));
vi.mock("../src/pacing.js", async (original) => {
  const real = await original<typeof import("../src/pacing.js")>();
  return { ...real, sleep: (_: number, signal?: AbortSignal) => real.sleep(0.001, signal) };
});

const stored: Answer = (response, seen) => {
  const sent = JSON.parse(seen.body) as unknown[];
  json({ results: sent.map((_, index) => ({ index, status: "created", errors: [] })) })(response, seen);
};

async function ingestOf(options: IngestOptions, ...answers: Answer[]) {
  const { client, seen } = await clientOf({ maxRetries: 0 }, ...answers);
  return { ingest: new Ingest(client, { flushSeconds: 0.01, ...options }), sent: () => seen.map((one) => JSON.parse(one.body) as { input: number; external_id: string }[]) };
}

describe("ingest", () => {
  it("sends in lists and in order, and gives ids", async () => {
    const { ingest, sent } = await ingestOf({ flushSeconds: 5 }, stored);
    for (let input = 0; input < 2_500; input += 1) {
      await ingest.ingest({ input });
    }
    expect(await ingest.close()).toBe(0);
    expect(sent().map((list) => list.length)).toEqual([1_000, 1_000, 500]);
    expect(sent().flat().map((one) => one.input)).toEqual(Array.from({ length: 2_500 }, (_, index) => index));
    expect(new Set(sent().flat().map((one) => one.external_id)).size).toBe(2_500);
    expect(ingest.counts).toEqual({ sent: 2_500, refused: 0, waiting: 0 });
  });

  it("loses nothing while the server is away, and sends the same again", async () => {
    const { ingest, sent } = await ingestOf({}, problem(429), problem(500), lost, problem(503), json({ results: [] }), stored);
    await ingest.ingest({ input: 1 });
    expect(await ingest.flush()).toBe(true);
    expect([ingest.counts.sent, sent().length, new Set(sent().map((list) => list[0]!.external_id)).size]).toEqual([1, 6, 1]);
  });

  it("halves a list that is too large", async () => {
    const { ingest, sent } = await ingestOf({ flushSeconds: 5 }, problem(413, "body_too_large"), stored);
    await Promise.all([0, 1, 2, 3, 4].map((input) => ingest.ingest({ input })));
    await ingest.flush();
    expect(sent().map((list) => list.map((one) => one.input))).toEqual([[0, 1, 2, 3, 4], [0, 1], [2, 3], [4]]);
  });

  it("tells of what is refused, and goes on", async () => {
    const errors = [{ pointer: "/1/input", detail: "It is wrong.", code: "wrong" }];
    const refused: unknown[] = [];
    const onRefused: IngestOptions["onRefused"] = (trace, problems) => {
      refused.push(trace.external_id, problems[0]);
      throw new Error("of the caller's own making");
    };
    const mixed = json({ results: [{ status: "created" }, { status: "refused", errors }] }, 207);
    const { ingest } = await ingestOf({ flushSeconds: 5, onRefused }, mixed, problem(413, "body_too_large"), stored);
    await Promise.all(["a", "b"].map((external_id) => ingest.ingest({ external_id, input: 1 })));
    await ingest.flush();
    await ingest.ingest({ external_id: "c", input: "too large" });
    await ingest.flush();
    expect(refused).toEqual(["b", { ...errors[0], pointer: "/input" }, "c", { pointer: "", detail: "It is body_too_large.", code: "body_too_large" }]);
    expect(ingest.counts).toEqual({ sent: 1, refused: 2, waiting: 0 });
  });

  it("takes no more than there is room for", async () => {
    const { ingest } = await ingestOf({ most: 1, waitSeconds: 0 }, problem(503));
    await ingest.ingest({ input: 1 });
    await expect(ingest.ingest({ input: 2 })).rejects.toThrow(Full);
    expect(await ingest.close(0.05)).toBe(1);
    await expect(ingest.ingest({ input: 3 })).rejects.toThrow(Closed);
  });

  it("waits for room", async () => {
    const { ingest, sent } = await ingestOf({ most: 2 }, stored);
    await Promise.all([1, 2, 3, 4, 5].map((input) => ingest.ingest({ input })));
    expect(await ingest.close()).toBe(0);
    expect(sent().map((list) => list.map((one) => one.input))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("takes a trace as it is now", async () => {
    const { ingest, sent } = await ingestOf({}, stored);
    const trace = { input: "before" };
    await ingest.ingest(trace);
    trace.input = "after";
    await ingest.close();
    expect(sent()[0]![0]!.input).toBe("before");
    await expect(ingest.ingest({ input: NaN })).rejects.toThrow(TypeError);
  });
});
