/** When a call is made again, and after how long. */

const BASE_SECONDS = 0.5;
const CAP_SECONDS = 30;
const LONGEST_SECONDS = 86_400;
const TEMPORARY = new Set([500, 502, 503, 504]);
/** The one form of dates that servers write today; `Date.parse` takes much that is none. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

export type Broke = "connecting" | "sending" | "answering";

export interface Outcome {
  readonly hasKey: boolean;
  readonly status?: number | null;
  readonly code?: string | null;
  readonly broke?: Broke | null;
}

/** Whether the same call again does no harm and may help. */
export function mayRepeat(method: string, { hasKey, status, code, broke }: Outcome): boolean {
  if (broke === "connecting" || status === 429 || (hasKey && code === "idempotency_key_in_use")) {
    return true; // nothing was done
  }
  const mayHelp = status === undefined || status === null || TEMPORARY.has(status);
  return mayHelp && (["GET", "HEAD", "PUT"].includes(method) || (method === "POST" && hasKey));
}

/** The longest wait before retry 1, 2, … */
export function mostSeconds(retry: number): number {
  return Math.min(CAP_SECONDS, BASE_SECONDS * 2 ** Math.min(retry - 1, 10));
}

export function waitSeconds(retry: number, asked = 0): number {
  return Math.max(asked, Math.random() * mostSeconds(retry));
}

/** Seconds that `Retry-After` asks for, a number or a date; 0 for what is neither. */
export function retryAfterSeconds(header: string | null, now = Date.now() / 1000): number {
  const asked = (header ?? "").trim();
  if (/^[0-9]+$/.test(asked)) {
    return Math.min(LONGEST_SECONDS, Number(asked.slice(0, 10)));
  }
  const seconds = HTTP_DATE.test(asked) ? Date.parse(asked) / 1000 - now : 0;
  return Number.isFinite(seconds) ? Math.min(LONGEST_SECONDS, Math.max(0, seconds)) : 0;
}
