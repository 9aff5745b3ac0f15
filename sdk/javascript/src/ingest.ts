/** Traces in the background: kept in a bounded queue and sent in lists, and nothing is lost while the process lives. */

import { jsonOf, newId } from "./calls.js";
import type { Client } from "./client.js";
import { ApiError, type Problem } from "./errors.js";
import { sleep } from "./pacing.js";
import type { Schemas } from "./types.js";

const PATH = "/api/external/traces";
const MOST_ITEMS = 1_000;
const MOST_BYTES = 4_000_000;
const LONGEST_PAUSE = 30;

export type SentTrace = Schemas["TraceRequest"];

/** The queue stayed full for as long as was to be waited: the trace was not taken. */
export class Full extends Error {
  override name = "Full";
}

/** The trace came after `close`, and was not taken. */
export class Closed extends Error {
  override name = "Closed";
}

/** Of traces: those that the server has, those that it refused, and those that are still to be sent. */
export interface Counts {
  readonly sent: number;
  readonly refused: number;
  readonly waiting: number;
}

export interface IngestOptions {
  readonly most?: number;
  readonly mostBytes?: number;
  /** How long `ingest` waits for room; 0 does not wait at all. */
  readonly waitSeconds?: number;
  /** How long a list that is not full waits for more. */
  readonly flushSeconds?: number;
  /** Hears of each trace that the server will not have; what it throws is ignored. */
  readonly onRefused?: (trace: SentTrace, problems: readonly Problem[]) => void;
}

interface Kept {
  readonly text: string;
  readonly bytes: number;
}

interface Result {
  readonly status: string;
  readonly errors?: readonly Problem[];
}

/** Takes traces and sends them. While the server is away, or says 429, the queue is kept and tried again. */
export class Ingest {
  private readonly queue: Kept[] = [];
  private readonly sleepers = new Set<() => void>();
  private readonly abandoned = new AbortController();
  private readonly options: Required<Omit<IngestOptions, "onRefused">>;
  private readonly onRefused: IngestOptions["onRefused"];
  private tally = { sent: 0, refused: 0, bytes: 0 };
  private size = MOST_ITEMS;
  private urgent = false;
  private closed = false;
  private running = false;

  constructor(
    private readonly client: Client,
    { onRefused, ...options }: IngestOptions = {},
  ) {
    this.options = { most: 10_000, mostBytes: 64 * 1024 * 1024, waitSeconds: 30, flushSeconds: 1, ...options };
    this.onRefused = onRefused;
  }

  get counts(): Counts {
    return { sent: this.tally.sent, refused: this.tally.refused, waiting: this.queue.length };
  }

  /**
   * Take the trace as it is now. One without an `external_id` gets one, so that no retry makes two of it.
   *
   * Throws Full, Closed, and TypeError for what JSON has no word for.
   */
  async ingest(trace: SentTrace): Promise<void> {
    const text = jsonOf(trace.external_id ? trace : { ...trace, external_id: newId() });
    const bytes = new TextEncoder().encode(text).length;
    const until = performance.now() + this.options.waitSeconds * 1000;
    const mayGo = (): boolean => this.closed || this.hasRoom(bytes);
    while (!mayGo()) {
      // of several that wait for one place the first takes it, so each looks again
      if (!(await this.comesTrue(mayGo, (until - performance.now()) / 1000))) {
        throw new Full(`${this.queue.length} traces wait to be sent already.`);
      }
    }
    if (this.closed) {
      throw new Closed("This was closed, and takes no more traces.");
    }
    this.queue.push({ text, bytes });
    this.tally.bytes += bytes;
    this.start();
    if (this.queue.length === MOST_ITEMS) {
      this.tell();
    }
  }

  /** Send at once all that waits; whether it is done within so many seconds. */
  async flush(timeoutSeconds = 30): Promise<boolean> {
    this.urgent = true;
    this.tell();
    return this.comesTrue(() => this.queue.length === 0, timeoutSeconds);
  }

  /** Take no more, send what waits, and give the number of traces that could not be sent within so many seconds. */
  async close(timeoutSeconds = 30): Promise<number> {
    this.closed = true;
    this.tell();
    if (!(await this.comesTrue(() => this.queue.length === 0, timeoutSeconds))) {
      this.abandoned.abort(new Closed("Traces could not be sent before the end."));
    }
    return this.queue.length;
  }

  /** One that is larger than all the room may go alone. */
  private hasRoom(more: number): boolean {
    return this.queue.length < this.options.most && (this.queue.length === 0 || this.tally.bytes + more <= this.options.mostBytes);
  }

  private start(): void {
    if (!this.running) {
      this.running = true;
      void this.work().catch(() => undefined); // it ends early only where `close` gave up, and says so itself
    }
  }

  private async work(): Promise<void> {
    while (this.queue.length > 0) {
      await this.comesTrue(() => this.queue.length >= MOST_ITEMS || this.urgent || this.closed, this.options.flushSeconds);
      await this.deliver(this.chosen());
    }
    this.urgent = this.running = false;
  }

  /** The next to send, which stay in the queue until they are sent: as many as fit into one body, and at least one. */
  private chosen(): readonly Kept[] {
    let held = 0;
    const first = this.queue.slice(0, this.size);
    const cut = first.findIndex((one, index) => (held += one.bytes) > MOST_BYTES && index > 0);
    return cut < 0 ? first : first.slice(0, cut);
  }

  private async deliver(chosen: readonly Kept[]): Promise<void> {
    const content = `[${chosen.map((one) => one.text).join(",")}]`;
    for (let attempt = 0; ; attempt += 1) {
      let asked = 0;
      try {
        const said = await this.client.request("POST", PATH, { content, signal: this.abandoned.signal });
        const results = resultsIn(said);
        if (results.length === chosen.length) {
          return this.finish(chosen, results);
        } // else an answer of nobody's making
      } catch (error) {
        this.abandoned.signal.throwIfAborted();
        if (error instanceof ApiError && this.isSettled(chosen, error)) {
          return;
        }
        asked = error instanceof ApiError ? error.retryAfter : 0;
      }
      await sleep(Math.max(asked, Math.min(LONGEST_PAUSE, 2 ** attempt)), this.abandoned.signal);
    }
  }

  /** Whether a refusal ends this list: its traces are refused, or go again in a smaller one. */
  private isSettled(chosen: readonly Kept[], error: ApiError): boolean {
    const isTooLarge = error.status === 413 || error.code === "too_many_items";
    if (isTooLarge && chosen.length > 1) {
      this.size = Math.floor(chosen.length / 2);
      return true;
    }
    if (error.status === 429 || error.status >= 500) {
      return false;
    }
    const results = error.code === "all_refused" ? resultsIn(error.body) : [];
    const problem = { pointer: "", detail: error.message, code: error.code };
    this.finish(chosen, results.length === chosen.length ? results : chosen.map(() => ({ status: "refused", errors: [problem] })));
    return true;
  }

  private finish(chosen: readonly Kept[], results: readonly Result[]): void {
    this.queue.splice(0, chosen.length);
    this.tally.bytes -= chosen.reduce((sum, one) => sum + one.bytes, 0);
    chosen.forEach((one, index) => this.count(one, index, results[index]!));
    this.tell();
  }

  private count(one: Kept, index: number, { status, errors = [] }: Result): void {
    if (status !== "refused") {
      this.tally.sent += 1;
      return;
    }
    this.tally.refused += 1;
    try {
      this.onRefused?.(JSON.parse(one.text) as SentTrace, errors.map((problem) => within(index, problem)));
    } catch {
      // the traces behind it are still to be sent
    }
  }

  private tell(): void {
    [...this.sleepers].forEach((wake) => wake());
  }

  /** Whether it holds within so many seconds. */
  private async comesTrue(holds: () => boolean, seconds: number): Promise<boolean> {
    const until = performance.now() + seconds * 1000;
    while (!holds()) {
      const left = until - performance.now();
      if (left <= 0) {
        return false;
      }
      await this.change(left);
    }
    return true;
  }

  private change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.sleepers.add(wake);
    });
  }
}

function resultsIn(said: unknown): readonly Result[] {
  const results = (said as { results?: unknown } | undefined)?.results;
  return Array.isArray(results) ? (results as Result[]) : [];
}

/** With the pointer into the trace, and not into the list that it was sent in. */
function within(index: number, problem: Problem): Problem {
  const first = `/${index}`;
  const isIn = problem.pointer === first || problem.pointer.startsWith(`${first}/`);
  return isIn ? { ...problem, pointer: problem.pointer.slice(first.length) } : problem;
}
