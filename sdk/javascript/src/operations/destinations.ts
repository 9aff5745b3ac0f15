/** Operations of `destinations`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class DestinationsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's destinations, newest first.
   *
   * `GET /api/exports/destinations`
   */
  list(query?: Query<"destinations_list">, options: Options = {}): AsyncGenerator<Row<"destinations_list">, void, void> {
    return this.server.rows("/api/exports/destinations", query, options);
  }

  /**
   * Keep a place that exports can go to.
   *
   * `POST /api/exports/destinations`
   */
  create(body: Body<"destinations_create">, options: PostOptions = {}): Promise<Answer<"destinations_create">> {
    return this.server.done({ method: "POST", path: "/api/exports/destinations", body, ...options });
  }

  /**
   * One destination.
   *
   * `GET /api/exports/destinations/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"destinations_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/exports/destinations/${part(id)}`, ...options });
  }

  /**
   * Change what the body names.
   *
   * `PATCH /api/exports/destinations/{id}`
   */
  update(id: string, body?: Body<"destinations_update">, options: Options = {}): Promise<Answer<"destinations_update">> {
    return this.server.done({ method: "PATCH", path: `/api/exports/destinations/${part(id)}`, body, ...options });
  }

  /**
   * Forget it and its secrets.
   *
   * `DELETE /api/exports/destinations/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/exports/destinations/${part(id)}`, ...options });
  }

  /**
   * Write a small file there and remove it (over HTTP it stays).
   *
   * `POST /api/exports/destinations/{id}/test`
   */
  test(id: string, options: PostOptions = {}): Promise<Answer<"destinations_test">> {
    return this.server.done({ method: "POST", path: `/api/exports/destinations/${part(id)}/test`, ...options });
  }
}
