/** Operations of `suites`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class SuitesOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's suites, newest first.
   *
   * `GET /api/external/suites`
   */
  list(query?: Query<"suites_list">, options: Options = {}): AsyncGenerator<Row<"suites_list">, void, void> {
    return this.server.rows("/api/external/suites", query, options);
  }

  /**
   * Keep a suite.
   *
   * `POST /api/external/suites`
   */
  create(body: Body<"suites_create">, options: PostOptions = {}): Promise<Answer<"suites_create">> {
    return this.server.done({ method: "POST", path: "/api/external/suites", body, ...options });
  }

  /**
   * One suite, without its keys.
   *
   * `GET /api/external/suites/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"suites_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/suites/${part(id)}`, ...options });
  }

  /**
   * Change what the body names.
   *
   * `PATCH /api/external/suites/{id}`
   */
  update(id: string, body?: Body<"suites_update">, options: Options = {}): Promise<Answer<"suites_update">> {
    return this.server.done({ method: "PATCH", path: `/api/external/suites/${part(id)}`, body, ...options });
  }

  /**
   * Delete a suite with its waivers.
   *
   * `DELETE /api/external/suites/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/suites/${part(id)}`, ...options });
  }

  /**
   * The waivers of a suite, newest first, those that have run out too.
   *
   * `GET /api/external/suites/{id}/waivers`
   */
  waivers(id: string, query?: Query<"suites_waivers">, options: Options = {}): AsyncGenerator<Row<"suites_waivers">, void, void> {
    return this.server.rows(`/api/external/suites/${part(id)}/waivers`, query, options);
  }

  /**
   * Let a failing metric pass until a time.
   *
   * `POST /api/external/suites/{id}/waivers`
   */
  addWaiver(id: string, body: Body<"suites_add_waiver">, options: PostOptions = {}): Promise<Answer<"suites_add_waiver">> {
    return this.server.done({ method: "POST", path: `/api/external/suites/${part(id)}/waivers`, body, ...options });
  }

  /**
   * End a waiver before its time.
   *
   * `DELETE /api/external/suites/{id}/waivers/{waiver}`
   */
  removeWaiver(id: string, waiver: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/suites/${part(id)}/waivers/${part(waiver)}`, ...options });
  }
}
