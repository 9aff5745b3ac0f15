import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, Client, ConnectionBroken, NotFound, RateLimited, Unavailable } from "../src/index.js";
import { clientOf, cut, json, lost, problem } from "./faults.js";
import { vectors } from "./vectors.js";

vi.mock("../src/retrying.js", async (original) => ({ ...(await original<object>()), waitSeconds: () => 0 }));

const TRACE = { input: "2+2?" };
const STORED = { created: 1, replaced: 0, unchanged: 0, refused: 0, results: [{ index: 0, status: "created", id: "t", errors: [] }] };

async function collected<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) {
    found.push(row);
  }
  return found;
}

async function errorFrom(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Error) => error,
  );
}

/** One at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

afterEach(() => vi.unstubAllEnvs());

describe("where and who", () => {
  it("are those of the environment where nothing is given", async () => {
    const { url, seen } = await clientOf({}, json({ status: "ok" }));
    vi.stubEnv("EVALPLATFORM_URL", `${url}/`);
    vi.stubEnv("EVALPLATFORM_API_KEY", "of-the-environment");
    await new Client().request("GET", "/api/x");
    expect([seen[0]!.url, seen[0]!.headers.authorization]).toEqual(["/api/x", "Api-Key of-the-environment"]);
  });

  it("must be there", () => {
    vi.stubEnv("EVALPLATFORM_URL", "");
    expect(() => new Client({ apiKey: "k" })).toThrow("EVALPLATFORM_URL");
    expect(() => new Client({ url: "evals.example", apiKey: "k" })).toThrow("https://");
  });

  it.each(["api/x", "//evil.example/x", "https://evil.example"])("no key goes to %s", async (path) => {
    const { client, seen } = await clientOf({}, json({}));
    expect((await errorFrom(client.request("GET", path))).message).toContain("is no path");
    expect(seen).toEqual([]);
  });
});

describe("calls", () => {
  it("carry one key over their retries, and the same body", async () => {
    const { client, seen } = await clientOf({}, problem(503), lost, problem(429), json(STORED));
    expect((await client.traces.create(TRACE)).created).toBe(1);
    expect(new Set(seen.map((one) => one.headers["idempotency-key"])).size).toBe(1);
    expect(seen.map((one) => one.body)).toEqual(Array(4).fill('{"input":"2+2?"}'));
  });

  it("carry the caller's own key", async () => {
    const { client, seen } = await clientOf({}, json(STORED));
    await client.traces.create(TRACE, { idempotencyKey: "mine" });
    expect(seen[0]!.headers["idempotency-key"]).toBe("mine");
  });

  it("that change something without a key are not repeated", async () => {
    const { client, seen } = await clientOf({}, problem(503), json({}));
    expect(await errorFrom(client.traces.delete("t"))).toBeInstanceOf(Unavailable);
    expect(seen.length).toBe(1);
  });

  it("end after so many retries, with what was said last", async () => {
    const { client, seen } = await clientOf({ maxRetries: 2 }, problem(500));
    const error = (await errorFrom(client.models.list().next())) as ApiError;
    expect([error.status, error.code, error.requestId, seen.length]).toEqual([500, "internal_error", "req-1", 3]);
  });

  it("tell at once of a wait that is too long", async () => {
    const { client, seen } = await clientOf({}, problem(429, "rate_limited", { "retry-after": "121" }));
    const error = await errorFrom(client.traces.create(TRACE));
    expect(error).toBeInstanceOf(RateLimited);
    expect([(error as ApiError).retryAfter, seen.length]).toEqual([121, 1]);
  });

  it("name what is wrong and where", async () => {
    const errors = [{ pointer: "/input", detail: "input is missing.", code: "required" }];
    const { client } = await clientOf({}, problem(400, "invalid", {}, { errors }));
    expect(((await errorFrom(client.traces.create({} as never))) as ApiError).problems).toEqual(errors);
  });

  it("to a page that is no API are told as such, once", async () => {
    const { client, seen } = await clientOf({}, (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>"));
    const error = await errorFrom(client.traces.get("t"));
    expect(error).toBeInstanceOf(ConnectionBroken);
    expect([error.message.includes("no JSON"), seen.length]).toEqual([true, 1]);
  });

  it("are repeated where an answer is cut", async () => {
    const { client, seen } = await clientOf({}, cut(Buffer.from('{"id": "t", "name": "n"}'), 5), json({ id: "t" }));
    expect((await client.traces.get("t")).id).toBe("t");
    expect(seen.length).toBe(2);
  });

  it("are broken where nobody listens", async () => {
    const client = new Client({ url: `http://127.0.0.1:${await closedPort()}`, apiKey: "k", maxRetries: 1 });
    const error = await errorFrom(client.traces.create(TRACE));
    expect([error.name, error.message.includes("cannot be reached")]).toEqual(["ConnectionBroken", true]);
  });

  it("are broken by silence", async () => {
    const { client, seen } = await clientOf({ timeoutSeconds: 0.1, maxRetries: 1 }, () => undefined);
    expect((await errorFrom(client.traces.get("t"))).message).toContain("nothing came for 0.1 seconds");
    expect(seen.length).toBe(2);
  });

  it("put ids into their path as one part", async () => {
    const { client, seen } = await clientOf({}, problem(404, "not_found"));
    expect(await errorFrom(client.traces.get("../ä?b#c"))).toBeInstanceOf(NotFound);
    expect(seen[0]!.url).toBe("/api/external/traces/..%2F%C3%A4%3Fb%23c");
  });

  it.each([NaN, Infinity])("send no %s as null", async (value) => {
    const { client, seen } = await clientOf({}, json(STORED));
    expect((await errorFrom(Promise.resolve().then(() => client.traces.create({ ...TRACE, latency_ms: value })))).message).toContain("latency_ms");
    expect(seen).toEqual([]);
  });
});

describe("lists", () => {
  it.each(vectors("cursors").walked)("$name", async ({ pages, rows }) => {
    const { client, seen } = await clientOf({}, ...pages.map((page: unknown) => json(page)));
    expect(await collected(client.rows("/api/x", { page_size: 2 }))).toEqual(rows);
    expect([seen.length, seen[0]!.url]).toEqual([pages.length, "/api/x?page_size=2"]);
  });

  it("ask for no page that is not read", async () => {
    const page = json({ results: [{ id: "a" }], next: "http://elsewhere.example/api/external/traces?cursor=1", previous: null });
    const { client, seen } = await clientOf({}, page);
    for await (const trace of client.traces.list()) {
      expect(trace.id).toBe("a");
      break;
    }
    expect(seen.length).toBe(1);
  });
});

describe("signals", () => {
  it("end a call that hangs", async () => {
    const { client } = await clientOf({}, () => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 50);
    expect((await errorFrom(client.traces.get("t", { signal: stop.signal }))).message).toBe("enough");
  });

  it("keep a call from being made", async () => {
    const { client, seen } = await clientOf({}, json({}));
    await expect(client.traces.get("t", { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(seen).toEqual([]);
  });
});

describe("pace", () => {
  it("waits for the new hour when the last call is used up", async () => {
    const used = { "ratelimit-policy": '"hour";q=10;w=3600', ratelimit: '"hour";r=0;t=1' };
    const { client } = await clientOf({}, json({}, 200, used), json({}));
    await client.traces.get("t");
    const begun = performance.now();
    await client.traces.get("t");
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  it("lets no more calls run than it was told", async () => {
    let [running, most] = [0, 0];
    const { client } = await clientOf({ concurrency: 2 }, (response) => {
      most = Math.max(most, (running += 1));
      setTimeout(() => {
        running -= 1;
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      }, 20);
    });
    await Promise.all(Array.from({ length: 8 }, () => client.traces.get("t")));
    expect(most).toBe(2);
  });
});
