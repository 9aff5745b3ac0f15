/** A server that answers each request as it was told to, and remembers what it was asked. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { Client, type ClientOptions } from "../src/index.js";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (response: ServerResponse, seen: Seen) => void;

/** Answers with these, one after the other, and then with the last. Gives the address and what was asked. */
export async function serverOf(...answers: Answer[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
      answers[Math.min(seen.length, answers.length) - 1]!(response, seen.at(-1)!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export async function clientOf(options: ClientOptions, ...answers: Answer[]): Promise<{ client: Client; seen: Seen[]; url: string }> {
  const { url, seen } = await serverOf(...answers);
  return { client: new Client({ url, apiKey: "k", ...options }), seen, url };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

export function problem(status: number, code = "internal_error", headers: Record<string, string> = {}, more: object = {}): Answer {
  return json({ code, detail: `It is ${code}.`, request_id: "req-1", ...more }, status, { "retry-after": "0", ...headers });
}

/** The connection is cut before a byte of the answer. */
export const lost: Answer = (response) => response.destroy();

/** The connection is cut after so many bytes. */
export function cut(content: Buffer, bytes: number, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { "content-length": content.length });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };
}
