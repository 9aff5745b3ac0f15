/** The JavaScript and TypeScript SDK of evalplatform, for Node 20 or later and for browsers. */

export type { ContentOptions, Options, PostOptions } from "./calls.js";
export { Client, type ClientOptions, type RequestOptions } from "./client.js";
export * from "./errors.js";
export type { Export, WaitOptions } from "./exports.js";
export { Closed, type Counts, Full, Ingest, type IngestOptions } from "./ingest.js";
export type { ExportRow, FileEntry } from "./rows.js";
export type { Answer, Body, OperationId, Query, Row, Schemas } from "./types.js";
export * as webhooks from "./webhooks.js";
