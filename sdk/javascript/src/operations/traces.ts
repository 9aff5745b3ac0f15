/** Operations of `traces`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class TracesOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's traces without their spans, newest first.
   *
   * `GET /api/external/traces`
   */
  list(query?: Query<"traces_list">, options: Options = {}): AsyncGenerator<Row<"traces_list">, void, void> {
    return this.server.rows("/api/external/traces", query, options);
  }

  /**
   * Send one trace or a list of up to 1,000.
   *
   * `POST /api/external/traces`
   */
  create(body: Body<"traces_create">, options: PostOptions = {}): Promise<Answer<"traces_create">> {
    return this.server.done({ method: "POST", path: "/api/external/traces", body, ...options });
  }

  /**
   * Delete all traces of one user with their spans and scores, for good.
   *
   * `DELETE /api/external/traces`
   */
  deleteOfUser(query: Query<"traces_destroy_of_user">, options: Options = {}): Promise<Answer<"traces_destroy_of_user">> {
    return this.server.done({ method: "DELETE", path: "/api/external/traces", query, ...options });
  }

  /**
   * One trace with its spans.
   *
   * `GET /api/external/traces/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"traces_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/traces/${part(id)}`, ...options });
  }

  /**
   * Delete one trace with its spans and scores, for good.
   *
   * `DELETE /api/external/traces/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/traces/${part(id)}`, ...options });
  }

  /**
   * The training exports whose files hold a row of this trace or span, newest first.
   *
   * `GET /api/external/traces/{id}/exports`
   */
  exports(id: string, options: Options = {}): Promise<Answer<"traces_exports">> {
    return this.server.done({ method: "GET", path: `/api/external/traces/${part(id)}/exports`, ...options });
  }

  /**
   * Add one score or a list of them.
   *
   * `POST /api/external/traces/{id}/scores`
   */
  addScores(id: string, body: Body<"traces_add_scores">, options: PostOptions = {}): Promise<Answer<"traces_add_scores">> {
    return this.server.done({ method: "POST", path: `/api/external/traces/${part(id)}/scores`, body, ...options });
  }
}
