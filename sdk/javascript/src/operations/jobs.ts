/** Operations of `jobs`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class JobsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's jobs of all kinds, newest first, without their results.
   *
   * `GET /api/jobs`
   */
  list(query?: Query<"jobs_list">, options: Options = {}): AsyncGenerator<Row<"jobs_list">, void, void> {
    return this.server.rows("/api/jobs", query, options);
  }

  /**
   * Request an export, an analysis or a cleanup.
   *
   * `POST /api/jobs`
   */
  create(body: Body<"jobs_create">, options: PostOptions = {}): Promise<Answer<"jobs_create">> {
    return this.server.done({ method: "POST", path: "/api/jobs", body, ...options });
  }

  /**
   * State, progress and result of one job.
   *
   * `GET /api/jobs/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"jobs_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/jobs/${part(id)}`, ...options });
  }

  /**
   * End a job now.
   *
   * `POST /api/jobs/{id}/cancel`
   */
  cancel(id: string, options: PostOptions = {}): Promise<Answer<"jobs_cancel">> {
    return this.server.done({ method: "POST", path: `/api/jobs/${part(id)}/cancel`, ...options });
  }

  /**
   * How the project's jobs fare.
   *
   * `GET /api/jobs/metrics`
   */
  metrics(query?: Query<"jobs_metrics">, options: Options = {}): Promise<Answer<"jobs_metrics">> {
    return this.server.done({ method: "GET", path: "/api/jobs/metrics", query, ...options });
  }
}
