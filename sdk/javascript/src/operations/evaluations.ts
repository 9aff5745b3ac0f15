/** Operations of `evaluations`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class EvaluationsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's evaluations, newest first.
   *
   * `GET /api/external/evaluations`
   */
  list(query?: Query<"evaluations_list">, options: Options = {}): AsyncGenerator<Row<"evaluations_list">, void, void> {
    return this.server.rows("/api/external/evaluations", query, options);
  }

  /**
   * Request an evaluation.
   *
   * `POST /api/external/evaluations`
   */
  create(body?: Body<"evaluations_create">, options: PostOptions = {}): Promise<Answer<"evaluations_create">> {
    return this.server.done({ method: "POST", path: "/api/external/evaluations", body, ...options });
  }

  /**
   * One evaluation with its progress, and once it is completed its summary.
   *
   * `GET /api/external/evaluations/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"evaluations_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/evaluations/${part(id)}`, ...options });
  }

  /**
   * End an evaluation now.
   *
   * `POST /api/external/evaluations/{id}/cancel`
   */
  cancel(id: string, options: PostOptions = {}): Promise<Answer<"evaluations_cancel">> {
    return this.server.done({ method: "POST", path: `/api/external/evaluations/${part(id)}/cancel`, ...options });
  }

  /**
   * Compare with any other evaluation.
   *
   * `GET /api/external/evaluations/{id}/compare`
   */
  compare(id: string, query?: Query<"evaluations_compare">, options: Options = {}): Promise<Answer<"evaluations_compare">> {
    return this.server.done({ method: "GET", path: `/api/external/evaluations/${part(id)}/compare`, query, ...options });
  }

  /**
   * Say that all outputs are sent.
   *
   * `POST /api/external/evaluations/{id}/finish`
   */
  finish(id: string, options: PostOptions = {}): Promise<Answer<"evaluations_finish">> {
    return this.server.done({ method: "POST", path: `/api/external/evaluations/${part(id)}/finish`, ...options });
  }

  /**
   * Send up to 1,000 outputs, idempotent by example and repeat.
   *
   * `POST /api/external/evaluations/{id}/outputs`
   */
  addOutputs(id: string, body: Body<"evaluations_add_outputs">, options: PostOptions = {}): Promise<Answer<"evaluations_add_outputs">> {
    return this.server.done({ method: "POST", path: `/api/external/evaluations/${part(id)}/outputs`, body, ...options });
  }

  /**
   * The report.
   *
   * `GET /api/external/evaluations/{id}/report`
   */
  report(id: string, query?: Query<"evaluations_report">, options: Options = {}): Promise<Answer<"evaluations_report"> | string | Uint8Array> {
    return this.server.done({ method: "GET", path: `/api/external/evaluations/${part(id)}/report`, query, takesText: true, ...options });
  }

  /**
   * The results of an evaluation, newest first.
   *
   * `GET /api/external/evaluations/{id}/results`
   */
  results(id: string, query?: Query<"evaluations_results">, options: Options = {}): AsyncGenerator<Row<"evaluations_results">, void, void> {
    return this.server.rows(`/api/external/evaluations/${part(id)}/results`, query, options);
  }
}
