/** The client that programs use: every operation of the API by name. */

import type { ContentOptions, Options } from "./calls.js";
import { Operations } from "./operations/every.js";
import { Server } from "./server.js";

export interface ClientOptions {
  /** Where the server is; EVALPLATFORM_URL where it is not given. */
  readonly url?: string | undefined;
  /** EVALPLATFORM_API_KEY where neither this nor `accessToken` is given. */
  readonly apiKey?: string | undefined;
  /** Of `client.auth.token`, to call as a person. */
  readonly accessToken?: string | undefined;
  readonly maxRetries?: number;
  /** How long nothing may come before a connection counts as broken. */
  readonly timeoutSeconds?: number;
  /** How many calls run at a time; the others wait for their turn. */
  readonly concurrency?: number;
  /** For tests and proxies of your own. */
  readonly fetch?: typeof fetch;
}

export interface RequestOptions extends ContentOptions {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Calls one server with one key. Throws TypeError without an address or a key. */
export class Client extends Operations {
  private readonly server: Server;

  constructor(options: ClientOptions = {}) {
    const server = new Server(settingsOf(options));
    super(server);
    this.server = server;
  }

  /** What any path answers, as JSON; undefined where it has no body. Throws ApiError and ConnectionBroken. */
  request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    return this.server.done({ method, path, ...options });
  }

  /** All rows of a list, page by page. */
  rows(path: string, query?: Readonly<Record<string, unknown>>, options: Options = {}): AsyncGenerator<unknown, void, void> {
    return this.server.rows(path, query, options);
  }

  /** All that an address that the server named answers, as bytes. */
  fileBytes(address: string, options: Options = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.server.done({ method: "GET", path: this.server.pathOf(address), takesBytes: true, ...options });
  }

  /** What an address that the server named answers, as it comes; `begin` hears the status. */
  filePieces(address: string, options: Options = {}, begin?: (status: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: this.server.pathOf(address), ...options }, begin);
  }
}

function settingsOf(options: ClientOptions): ConstructorParameters<typeof Server>[0] {
  const url = options.url ?? environment("EVALPLATFORM_URL");
  const apiKey = options.apiKey ?? (options.accessToken ? undefined : environment("EVALPLATFORM_API_KEY"));
  if (!url || !(apiKey || options.accessToken)) {
    throw new TypeError("Give url and apiKey, or set EVALPLATFORM_URL and EVALPLATFORM_API_KEY.");
  }
  if (!/^https?:\/\//.test(url)) {
    throw new TypeError(`${url} is no address: it begins with https:// (or http://).`);
  }
  return {
    baseUrl: url.replace(/\/+$/, ""),
    authorization: options.accessToken ? `Bearer ${options.accessToken}` : `Api-Key ${apiKey}`,
    fetch: options.fetch ?? ((...asked) => fetch(...asked)),
    maxRetries: options.maxRetries ?? 5,
    timeoutSeconds: options.timeoutSeconds ?? 300,
    concurrency: atLeastOne(options.concurrency ?? 10),
  };
}

function atLeastOne(concurrency: number): number {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError(`concurrency is ${concurrency}: give a whole number from 1.`);
  }
  return concurrency;
}

/** Undefined in browsers, which have none. */
function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name];
}
