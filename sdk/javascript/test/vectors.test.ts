import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { pathOf, queryOf } from "../src/calls.js";
import { errorOf } from "../src/errors.js";
import { groupsOf } from "../src/pacing.js";
import { mayRepeat, mostSeconds, retryAfterSeconds } from "../src/retrying.js";
import { keyOf, NotGenuine, sign, TOLERANCE_SECONDS, verify } from "../src/webhooks.js";
import { vectors } from "./vectors.js";

const [signatures, retries, errors, cursors, filters] = ["signatures", "retries", "errors", "cursors", "filters"].map(vectors);
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));

describe("signatures", () => {
  it.each(signatures.signed)("signed: $name", async ({ body_base64, secrets, id, timestamp, signature }) => {
    const headers = await sign(bytes(body_base64), secrets, { id, timestamp });
    expect(headers).toEqual({ "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature });
  });

  it.each(signatures.verified)("verified: $name", async ({ body_base64, headers, secrets, now, holds }) => {
    const proven = verify(bytes(body_base64), headers, secrets, { now });
    const heard = await proven.then((message) => message.id, (error: unknown) => error);
    expect(heard instanceof NotGenuine ? false : typeof heard === "string").toBe(holds);
    expect(holds || heard instanceof NotGenuine).toBe(true);
  });

  it("knows what is no secret", () => {
    expect(TOLERANCE_SECONDS).toBe(signatures.tolerance_seconds);
    for (const secret of signatures.no_secrets) {
      expect(() => keyOf(secret)).toThrow("24 to 64 bytes");
    }
  });

  it("the library of the standard takes what is signed here, and refuses another body", async () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const headers = await sign('{"größe": "🙂"}', secret, { id: "msg_1" });
    expect(new Webhook(secret).verify('{"größe": "🙂"}', headers)).toEqual({ größe: "🙂" });
    expect(() => new Webhook(secret).verify("{}", headers)).toThrow("No matching signature");
  });
});

describe("retries", () => {
  it.each(retries.retry_after)("Retry-After: $name", ({ retry_after, now, seconds }) => {
    expect(retryAfterSeconds(retry_after, now)).toBe(seconds);
  });

  it.each(retries.client.decisions)("$name", ({ method, idempotency_key, status, code, broke, repeat }) => {
    expect(mayRepeat(method, { hasKey: idempotency_key, status, code, broke })).toBe(repeat);
  });

  it("waits longer each time", () => {
    const most: number[] = retries.client.most_seconds_by_retry;
    expect(most.map((_, index) => mostSeconds(index + 1))).toEqual(most);
  });

  it.each(retries.rate_limits)("RateLimit: $name", ({ policy, state, groups }) => {
    expect(Object.fromEntries(groupsOf(policy, state))).toEqual(groups);
  });

  it.each(retries.strange_rate_limits.map((value: string) => [value]))("says nothing: %j", (value: string) => {
    expect(groupsOf('"hour";q=1000;w=3600', value).has("hour")).toBe(false);
  });
});

describe("errors", () => {
  it.each(errors.answers)("$name", ({ answer, error }) => {
    const headers = new Headers(answer.headers);
    const made = errorOf(answer.status, headers, answer.body, retryAfterSeconds(headers.get("retry-after")));
    const { kind, code, requestId: request_id, problems } = made;
    expect({ kind, code, request_id, problems }).toEqual({ kind: error.kind, code: error.code, request_id: error.request_id, problems: error.problems });
    expect(made.retryAfter).toBe(error.retry_after_seconds ?? 0);
    expect(error.message === null ? /^The server answered \d+/.test(made.message) : made.message === error.message).toBe(true);
  });
});

describe("cursors and filters", () => {
  it.each(cursors.followed.filter((one: { next: unknown }) => one.next !== null))("$name", ({ base_url, next, request }) => {
    const base = base_url.replace(/\/+$/, "");
    const asked = new URL(base + pathOf(next, base));
    expect(asked.pathname + asked.search).toBe(request);
    expect(asked.origin).toBe(new URL(base_url).origin);
  });

  // a text is sent as it is and a list with commas, so only objects are filters here
  it.each(filters.filters.filter((one: { filter: unknown }) => Object(one.filter) === one.filter && !Array.isArray(one.filter)))("filter: $name", ({ filter, query }) => {
    const decode = (text: string): unknown => JSON.parse(new URLSearchParams(text).get("filter")!);
    expect(decode(queryOf({ filter }))).toEqual(decode(query));
  });
});
