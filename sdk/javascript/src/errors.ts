/** What goes wrong, one class for each kind; each refusal has the server's code and request id. */

/** One thing that is wrong with what was sent; `pointer` says where in it. */
export interface Problem {
  readonly pointer: string;
  readonly detail: string;
  readonly code: string;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  readonly retryAfter: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The root of all that this package throws for a call. */
export class EvalplatformError extends Error {
  override name = "EvalplatformError";
}

/** No whole answer came. */
export class ConnectionBroken extends EvalplatformError {
  override name = "ConnectionBroken";
}

/** A file is not on the server, does not come, or is not what the manifest says. */
export class DownloadFailed extends EvalplatformError {
  override name = "DownloadFailed";
}

/** An export has ended without its files; `export` is all that the server says of it. */
export class ExportNotCompleted extends EvalplatformError {
  override name = "ExportNotCompleted";
  readonly export: { readonly id: string; readonly state: string; readonly error?: { readonly message?: string } | null };

  constructor(ended: ExportNotCompleted["export"]) {
    super(`The export ${ended.id} ${ended.state}. ${ended.error?.message ?? ""}`.trim());
    this.export = ended;
  }
}

/** An answer that refuses. `code` is stable, and `http_<status>` where the answer is not the server's own; `body` is all it said. */
export class ApiError extends EvalplatformError {
  override name = "ApiError";
  readonly kind: string = "api";
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  /** Seconds to wait before the next try; 0 where the server named none. */
  readonly retryAfter: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];

  constructor(said: Refusal) {
    super(said.message);
    this.status = said.status;
    this.code = said.code;
    this.requestId = said.requestId;
    this.retryAfter = said.retryAfter;
    this.body = said.body;
    this.problems = problemsIn(said.body["errors"]);
  }
}

export class InvalidRequest extends ApiError {
  override name = "InvalidRequest";
  override readonly kind = "invalid_request";
}
export class Authentication extends ApiError {
  override name = "Authentication";
  override readonly kind = "authentication";
}
export class Permission extends ApiError {
  override name = "Permission";
  override readonly kind = "permission";
}
export class NotFound extends ApiError {
  override name = "NotFound";
  override readonly kind = "not_found";
}
export class Conflict extends ApiError {
  override name = "Conflict";
  override readonly kind = "conflict";
}
export class Gone extends ApiError {
  override name = "Gone";
  override readonly kind = "gone";
}
export class TooLarge extends ApiError {
  override name = "TooLarge";
  override readonly kind = "too_large";
}
export class Unprocessable extends ApiError {
  override name = "Unprocessable";
  override readonly kind = "unprocessable";
}
export class RateLimited extends ApiError {
  override name = "RateLimited";
  override readonly kind = "rate_limited";
}
export class ServerFault extends ApiError {
  override name = "ServerFault";
  override readonly kind: string = "server";
}
export class Unavailable extends ServerFault {
  override name = "Unavailable";
  override readonly kind = "unavailable";
}

const KINDS: Readonly<Record<number, new (said: Refusal) => ApiError>> = {
  400: InvalidRequest,
  401: Authentication,
  403: Permission,
  404: NotFound,
  409: Conflict,
  410: Gone,
  413: TooLarge,
  422: Unprocessable,
  429: RateLimited,
  503: Unavailable,
};

/** The error that an answer is, also one of a proxy. */
export function errorOf(status: number, headers: Headers, text: string, retryAfter = 0): ApiError {
  const kind = KINDS[status] ?? (status >= 500 ? ServerFault : ApiError);
  const body = problemIn(text);
  const requestId = typeof body["request_id"] === "string" ? body["request_id"] : headers.get("x-request-id");
  const code = String(body["code"] ?? `http_${status}`);
  const message = String(body["detail"] ?? `The server answered ${status}, in words that are not the API's.`);
  return new kind({ status, code, message, requestId, retryAfter, body });
}

/** A problem of ours, or nothing. */
function problemIn(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    return isObject(said) && typeof said["code"] === "string" && typeof said["detail"] === "string" ? said : {};
  } catch {
    return {};
  }
}

function problemsIn(errors: unknown): readonly Problem[] {
  const found: unknown[] = Array.isArray(errors) ? errors : [];
  const word = (one: Record<string, unknown>, key: string): string => String(one[key] ?? "");
  return found.filter(isObject).map((one) => ({ pointer: word(one, "pointer"), detail: word(one, "detail"), code: word(one, "code") }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
