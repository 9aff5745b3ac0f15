/** Operations of `exports`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class ExportsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's exports, newest first.
   *
   * `GET /api/exports`
   */
  list(query?: Query<"exports_list">, options: Options = {}): AsyncGenerator<Row<"exports_list">, void, void> {
    return this.server.rows("/api/exports", query, options);
  }

  /**
   * Request an export.
   *
   * `POST /api/exports`
   */
  create(body: Body<"exports_create">, options: PostOptions = {}): Promise<Answer<"exports_create">> {
    return this.server.done({ method: "POST", path: "/api/exports", body, ...options });
  }

  /**
   * State and progress of one export.
   *
   * `GET /api/exports/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"exports_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/exports/${part(id)}`, ...options });
  }

  /**
   * End a running export now and remove what it wrote.
   *
   * `POST /api/exports/{id}/cancel`
   */
  cancel(id: string, options: PostOptions = {}): Promise<Answer<"exports_cancel">> {
    return this.server.done({ method: "POST", path: `/api/exports/${part(id)}/cancel`, ...options });
  }

  /**
   * The export's only data file.
   *
   * `GET /api/exports/{id}/download`
   */
  downloadPieces(id: string, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: `/api/exports/${part(id)}/download`, ...options });
  }

  /**
   * The export as it goes on, every second.
   *
   * `GET /api/exports/{id}/events`
   */
  eventsPieces(id: string, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: `/api/exports/${part(id)}/events`, ...options });
  }

  /**
   * One file of an export, by its name.
   *
   * `GET /api/exports/{id}/files/{name}`
   */
  filePieces(id: string, name: string, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: `/api/exports/${part(id)}/files/${part(name)}`, ...options });
  }

  /**
   * Links to files that work for a short time without a key, and only as long as the key that asked may read exports.
   *
   * `POST /api/exports/{id}/links`
   */
  links(id: string, body?: Body<"exports_links">, options: PostOptions = {}): Promise<Answer<"exports_links">> {
    return this.server.done({ method: "POST", path: `/api/exports/${part(id)}/links`, body, ...options });
  }

  /**
   * `manifest.json`.
   *
   * `GET /api/exports/{id}/manifest`
   */
  manifest(id: string, options: Options = {}): Promise<Answer<"exports_manifest">> {
    return this.server.done({ method: "GET", path: `/api/exports/${part(id)}/manifest`, ...options });
  }

  /**
   * `rejects.jsonl` of a training export.
   *
   * `GET /api/exports/{id}/rejects`
   */
  rejectsPieces(id: string, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: `/api/exports/${part(id)}/rejects`, ...options });
  }

  /**
   * What stands in the files of this export and was deleted since.
   *
   * `GET /api/exports/{id}/removed`
   */
  removed(id: string, options: Options = {}): Promise<Answer<"exports_removed">> {
    return this.server.done({ method: "GET", path: `/api/exports/${part(id)}/removed`, ...options });
  }

  /**
   * Run an export again that failed or was cancelled.
   *
   * `POST /api/exports/{id}/retry`
   */
  retry(id: string, options: PostOptions = {}): Promise<Answer<"exports_retry">> {
    return this.server.done({ method: "POST", path: `/api/exports/${part(id)}/retry`, ...options });
  }

  /**
   * Resources with their fields, formats, compressions, options and limits.
   *
   * `GET /api/exports/formats`
   */
  formats(options: Options = {}): Promise<Answer<"exports_formats">> {
    return this.server.done({ method: "GET", path: "/api/exports/formats", ...options });
  }

  /**
   * The file that a signed link opens.
   *
   * `GET /api/exports/links/{token}/{name}`
   */
  linkPieces(token: string, name: string, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: `/api/exports/links/${part(token)}/${part(name)}`, ...options });
  }

  /**
   * What an export of this body would be.
   *
   * `POST /api/exports/preview`
   */
  preview(body: Body<"exports_preview">, options: PostOptions = {}): Promise<Answer<"exports_preview">> {
    return this.server.done({ method: "POST", path: "/api/exports/preview", body, ...options });
  }

  /**
   * The rows at once, as they are stored now, without a job.
   *
   * `GET /api/exports/stream`
   */
  streamPieces(query: Query<"exports_stream">, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    return this.server.pieces({ method: "GET", path: "/api/exports/stream", query, ...options });
  }
}
