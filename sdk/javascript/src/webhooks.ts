/** Proves that a webhook comes from evalplatform, as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com). */

export const TOLERANCE_SECONDS = 300;
const [ID, TIMESTAMP, SIGNATURE] = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
const PREFIX = "whsec_";
const VERSION = "v1,";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export type Body = string | Uint8Array<ArrayBuffer> | ArrayBuffer;
export type SentHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Nobody with the secret has just sent this; the text says why. Answer 401, and do nothing with the message. */
export class NotGenuine extends Error {
  override name = "NotGenuine";
}

/** What was proven. `id` is the same each time that a message is sent again: remember it. */
export interface Message {
  readonly id: string;
  readonly sentAt: Date;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body read as JSON. Throws SyntaxError for what is none. */
  json(): unknown;
}

export interface Verifying {
  readonly toleranceSeconds?: number;
  /** Unix seconds; for tests. */
  readonly now?: number;
}

/**
 * The message, if one who has the secret sent it within the last `toleranceSeconds`.
 *
 * `body` is what came over the wire, unparsed. While a secret is being changed give both. Throws NotGenuine, and TypeError for a secret
 * that is none.
 */
export async function verify(body: Body, headers: SentHeaders, secret: string | readonly string[], options: Verifying = {}): Promise<Message> {
  const { toleranceSeconds = TOLERANCE_SECONDS, now = Date.now() / 1000 } = options;
  const keys = secretsOf(secret).map(keyOf);
  const raw = bytesOf(body);
  const [id, timestamp, signatures] = [read(headers, ID), read(headers, TIMESTAMP), read(headers, SIGNATURE)];
  const seconds = secondsOf(timestamp);
  if (Math.abs(now - seconds) > toleranceSeconds) {
    throw new NotGenuine(`The message is not of the last ${toleranceSeconds} seconds; look after the clocks of both sides.`);
  }
  const wanted = await Promise.all(keys.map((key) => signature(key, id, timestamp, raw)));
  const given = signatures.split(" ").filter((one) => one.startsWith(VERSION));
  // all are compared: how long it takes tells nothing of which one fits
  const matches = given.flatMap((one) => wanted.map((right) => isSame(one, right)));
  if (!matches.includes(true)) {
    throw new NotGenuine("No signature is right: look after the secret, and give the body as it came.");
  }
  return { id, sentAt: new Date(seconds * 1000), body: raw, json: () => JSON.parse(new TextDecoder().decode(raw)) as unknown };
}

export interface Signing {
  readonly id: string;
  readonly timestamp?: number;
}

/** The headers that the server would send with this body, for tests of a receiver. Throws TypeError for a secret that is none. */
export async function sign(body: Body, secret: string | readonly string[], { id, timestamp }: Signing): Promise<Record<string, string>> {
  const sent = String(timestamp ?? Math.floor(Date.now() / 1000));
  const signed = await Promise.all(secretsOf(secret).map((one) => signature(keyOf(one), id, sent, bytesOf(body))));
  return { [ID]: id, [TIMESTAMP]: sent, [SIGNATURE]: signed.join(" ") };
}

/** The bytes that sign. Throws TypeError for what is no secret. */
export function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = BASE64.test(text) ? Uint8Array.from(atob(text), (one) => one.charCodeAt(0)) : new Uint8Array();
  if (key.length < 24 || key.length > 64) {
    throw new TypeError(`A secret is ${PREFIX} and the Base64 of 24 to 64 bytes; the server shows it once.`);
  }
  return key;
}

function secretsOf(secret: string | readonly string[]): readonly string[] {
  return typeof secret === "string" ? [secret] : secret;
}

function bytesOf(body: Body): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

function read(headers: SentHeaders, name: string): string {
  const entries = headers instanceof Headers ? [...headers.entries()] : Object.entries(headers);
  const found = entries.find(([one]) => one.toLowerCase() === name)?.[1];
  if (found === undefined) {
    throw new NotGenuine(`The header ${name} is missing.`);
  }
  return typeof found === "string" ? found : found.join(" ");
}

function secondsOf(timestamp: string): number {
  if (!/^[0-9]{1,11}$/.test(timestamp)) {
    throw new NotGenuine(`The header ${TIMESTAMP} is no Unix time.`);
  }
  return Number(timestamp);
}

async function signature(key: Uint8Array<ArrayBuffer>, id: string, timestamp: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, signed));
  return VERSION + btoa(String.fromCharCode(...digest));
}

/** Takes as long for every text of the same length. */
function isSame(given: string, right: string): boolean {
  let different = given.length ^ right.length;
  for (let index = 0; index < right.length; index += 1) {
    different |= given.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return different === 0;
}
