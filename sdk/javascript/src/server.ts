/** One server and one key: makes calls, repeats those that may be repeated, and reads what comes. */

import { addressOf, bodyOf, type Call, decoded, headersOf, KEY, NotJson, type Options, pathOf } from "./calls.js";
import { ApiError, ConnectionBroken, errorOf } from "./errors.js";
import { Pace, Semaphore, sleep } from "./pacing.js";
import { type Broke, mayRepeat, retryAfterSeconds, waitSeconds } from "./retrying.js";

/** A Retry-After beyond it is the caller's to wait for. */
const LONGEST_ASKED_SECONDS = 120;
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

export interface Page<Row> {
  readonly results: readonly Row[];
  readonly next: string | null;
}

export interface Settings {
  readonly baseUrl: string;
  readonly authorization: string;
  readonly fetch: typeof fetch;
  readonly maxRetries: number;
  readonly timeoutSeconds: number;
  readonly concurrency: number;
}

/** An answer whose body has not been read; `heard` says that something came, so that only silence ends it. */
interface Opened {
  readonly answer: Response;
  readonly heard: () => void;
  readonly done: () => void;
}

export class Server {
  private readonly pace = new Pace();
  private readonly places: Semaphore;

  constructor(private readonly settings: Settings) {
    this.places = new Semaphore(settings.concurrency);
  }

  /** What the answer says. Throws ApiError, ConnectionBroken, and the reason of the signal. */
  async done<T>(call: Call): Promise<T> {
    return (await this.tried(call, async ({ answer, heard }) => {
      const type = answer.headers.get("content-type") ?? "";
      return decoded(call, type, await whole(answer, heard));
    })) as T;
  }

  /** All rows of a list, page by page. */
  async *rows<Row>(path: string, query?: object, options: Options = {}): AsyncGenerator<Row, void, void> {
    let call: Call = { method: "GET", path, query: query as Call["query"], ...options };
    for (;;) {
      const page = await this.done<Page<Row>>(call);
      yield* page.results;
      if (!page.next) {
        return;
      }
      call = { method: "GET", path: this.pathOf(page.next), ...options };
    }
  }

  /** The body as it comes. Throws ConnectionBroken where it breaks. `begin` hears the status first. */
  async *pieces(call: Call, begin: (status: number) => void = () => undefined): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    const headers = { "Accept-Encoding": "identity", ...call.headers };
    const opened = await this.tried({ ...call, headers }, (one) => Promise.resolve(one), { keeps: true });
    begin(opened.answer.status);
    const reader = opened.answer.body?.getReader();
    try {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
        opened.heard();
        yield read.value;
      }
    } catch (error) {
      call.signal?.throwIfAborted();
      throw broken(call.path, error);
    } finally {
      await reader?.cancel().catch(() => undefined);
      opened.done();
    }
  }

  pathOf(address: string): string {
    return pathOf(address, this.settings.baseUrl);
  }

  private async tried<T>(call: Call, read: (opened: Opened) => Promise<T>, { keeps = false } = {}): Promise<T> {
    const request = { address: addressOf(call, this.settings.baseUrl), headers: headersOf(call), body: bodyOf(call) };
    request.headers.set("Authorization", this.settings.authorization);
    for (let retry = 1; ; retry += 1) {
      try {
        return await this.once(call, request, read, keeps);
      } catch (error) {
        call.signal?.throwIfAborted();
        await sleep(this.secondsOrThrow(call, request.headers.has(KEY), error, retry), call.signal);
      }
    }
  }

  private async once<T>(call: Call, request: Asked, read: (opened: Opened) => Promise<T>, keeps: boolean): Promise<T> {
    const leave = await this.places.enter(call.signal);
    let opened: Opened | undefined;
    let kept = false;
    try {
      await sleep(this.pace.seconds(), call.signal);
      opened = await this.opened(call, request);
      this.pace.hear(opened.answer.headers);
      if (!opened.answer.ok && opened.answer.status !== 304) {
        throw await refusal(opened);
      }
      const result = await read(opened);
      kept = keeps;
      return result;
    } finally {
      leave(); // a stream gives its place back at its first byte: whoever calls while reading must not wait for himself
      if (!kept) {
        opened?.done();
      }
    }
  }

  private async opened(call: Call, { address, headers, body }: Asked): Promise<Opened> {
    const ended = new AbortController();
    const stop = (): void => ended.abort(call.signal?.reason);
    call.signal?.addEventListener("abort", stop, { once: true });
    const silent = (): void => ended.abort(new ConnectionBroken(`nothing came for ${this.settings.timeoutSeconds} seconds`));
    let timer = setTimeout(silent, this.settings.timeoutSeconds * 1000);
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(silent, this.settings.timeoutSeconds * 1000);
    };
    const done = (): void => {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", stop);
    };
    // files of a store elsewhere are redirected to; fetch takes the key out where that is another origin
    const redirect = call.method === "GET" ? "follow" : "manual";
    const { fetch } = this.settings;
    try {
      const answer = await fetch(address, { method: call.method, headers, body, redirect, credentials: "omit", signal: ended.signal });
      heard();
      return { answer, heard, done };
    } catch (error) {
      done();
      throw error;
    }
  }

  private secondsOrThrow(call: Call, hasKey: boolean, error: unknown, retry: number): number {
    const last = retry > this.settings.maxRetries;
    if (error instanceof ApiError) {
      const repeat = mayRepeat(call.method, { hasKey, status: error.status, code: error.code });
      if (last || !repeat || error.retryAfter > LONGEST_ASKED_SECONDS) {
        throw error;
      }
      return waitSeconds(retry, error.retryAfter);
    }
    if (error instanceof NotJson) {
      throw error;
    }
    if (last || !mayRepeat(call.method, { hasKey, broke: where(error) })) {
      throw broken(call.path, error);
    }
    return waitSeconds(retry);
  }
}

interface Asked {
  readonly address: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

async function whole(answer: Response, heard: () => void): Promise<ArrayBuffer> {
  const bytes = await answer.arrayBuffer();
  heard();
  return bytes;
}

async function refusal({ answer }: Opened): Promise<ApiError> {
  const asked = retryAfterSeconds(answer.headers.get("retry-after"));
  return errorOf(answer.status, answer.headers, await answer.text(), asked);
}

function where(error: unknown): Broke {
  return NOT_CONNECTED.has(codeOf(error)) ? "connecting" : "answering";
}

function codeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; errors?: { code?: unknown }[] } } | null)?.cause;
  return String(cause?.code ?? cause?.errors?.[0]?.code ?? "");
}

function broken(path: string, error: unknown): ConnectionBroken {
  const what = where(error) === "connecting" ? "cannot be reached" : "gave no whole answer";
  const why = codeOf(error) || (error instanceof Error ? error.message : String(error));
  return new ConnectionBroken(`${path.split("?")[0]} ${what}: ${why}.`, { cause: error });
}
