/** A call as data: its path, its query, its headers, and what its answer says. */

import { ConnectionBroken } from "./errors.js";

export const KEY = "Idempotency-Key";

/** What every operation takes last. */
export interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Of a POST: a key of your own keeps a call that you repeat yourself from being done twice. */
export interface PostOptions extends Options {
  readonly idempotencyKey?: string | undefined;
}

/** Of a call whose body is no JSON of this API, such as a webhook: the bytes as they are. */
export interface ContentOptions extends PostOptions {
  readonly content?: string | Uint8Array<ArrayBuffer> | undefined;
}

/** `body` becomes JSON, `content` is sent as it is; a POST with `hasKey` (the default) carries an Idempotency-Key, so it may be repeated. */
export interface Call extends ContentOptions {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly hasKey?: boolean;
  readonly takesText?: boolean;
  readonly takesBytes?: boolean;
}

/** An answer that came whole and is no JSON: another try brings the same. */
export class NotJson extends ConnectionBroken {}

export function addressOf(call: Call, baseUrl: string): string {
  if (!call.path.startsWith("/") || call.path.startsWith("//")) {
    throw new TypeError(`${JSON.stringify(call.path)} is no path: begin it with one /. The key goes to no other server.`);
  }
  const query = queryOf(call.query);
  return baseUrl + call.path + (query && (call.path.includes("?") ? "&" : "?") + query);
}

export function headersOf(call: Call): Headers {
  const headers = new Headers(call.headers);
  if (call.method === "POST" && call.hasKey !== false && !headers.has(KEY)) {
    headers.set(KEY, call.idempotencyKey ?? newId());
  }
  if (!headers.has("Content-Type") && (call.content !== undefined || call.body !== undefined)) {
    headers.set("Content-Type", "application/json");
  }
  return headers;
}

export function bodyOf(call: Call): string | Uint8Array<ArrayBuffer> | null {
  return call.content ?? (call.body === undefined ? null : jsonOf(call.body));
}

/** JSON that says what the value says. Throws TypeError for what JSON has no word for, where JSON.stringify would write null. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (key, one: unknown) => {
    if (typeof one === "number" && !Number.isFinite(one)) {
      throw new TypeError(`${key || "The value"} is ${one}, for which JSON has no word: leave it out, or send null.`);
    }
    return one;
  });
}

/** An id that nobody else has made; `crypto.randomUUID` is missing on pages that came over plain http. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

/** As the server reads it: objects as JSON, lists with commas, nothing for null and undefined. */
export function queryOf(query: Readonly<Record<string, unknown>> = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(said.map(([name, value]) => [name, textOf(value)])).toString();
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(String).join(",");
  }
  return typeof value === "object" ? jsonOf(value) : String(value);
}

/** One part of a path, whatever is in it. Throws TypeError for what is no id and no name. */
export function part(text: string): string {
  if (["", ".", ".."].includes(text)) {
    throw new TypeError(`${JSON.stringify(text)} is no id and no name.`);
  }
  return encodeURIComponent(text);
}

/** Path and query of an address that the server names, as seen from ours: the key goes to no other server. */
export function pathOf(address: string, baseUrl: string): string {
  const found = new URL(address, baseUrl);
  const above = new URL(baseUrl).pathname.replace(/\/+$/, "");
  const path = above && found.pathname.startsWith(`${above}/`) ? found.pathname.slice(above.length) : found.pathname;
  return path + found.search;
}

/** JSON as what it says, text and bytes as they are, undefined for no body; all as bytes where the call wants them. Throws ConnectionBroken for a page where JSON belongs. */
export function decoded(call: Call, type: string, bytes: ArrayBuffer): unknown {
  const kind = type.split(";")[0]?.trim() ?? "";
  if (call.takesBytes) {
    return new Uint8Array(bytes);
  }
  if (bytes.byteLength === 0) {
    return undefined;
  }
  const isText = kind === "application/json" || kind.startsWith("text/") || kind.endsWith("xml");
  if (call.takesText && kind !== "application/json") {
    return isText ? new TextDecoder().decode(bytes) : new Uint8Array(bytes);
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new NotJson(`${call.path} answered what is no JSON. Look whether the address is the server's.`);
  }
}
