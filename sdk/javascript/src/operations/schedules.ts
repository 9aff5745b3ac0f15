/** Operations of `schedules`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class SchedulesOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's schedules, newest first.
   *
   * `GET /api/exports/schedules`
   */
  list(query?: Query<"schedules_list">, options: Options = {}): AsyncGenerator<Row<"schedules_list">, void, void> {
    return this.server.rows("/api/exports/schedules", query, options);
  }

  /**
   * Keep an export that repeats.
   *
   * `POST /api/exports/schedules`
   */
  create(body: Body<"schedules_create">, options: PostOptions = {}): Promise<Answer<"schedules_create">> {
    return this.server.done({ method: "POST", path: "/api/exports/schedules", body, ...options });
  }

  /**
   * One schedule with its next five moments.
   *
   * `GET /api/exports/schedules/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"schedules_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/exports/schedules/${part(id)}`, ...options });
  }

  /**
   * Change what the body names.
   *
   * `PATCH /api/exports/schedules/{id}`
   */
  update(id: string, body?: Body<"schedules_update">, options: Options = {}): Promise<Answer<"schedules_update">> {
    return this.server.done({ method: "PATCH", path: `/api/exports/schedules/${part(id)}`, body, ...options });
  }

  /**
   * No more runs.
   *
   * `DELETE /api/exports/schedules/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/exports/schedules/${part(id)}`, ...options });
  }

  /**
   * No more runs until it is resumed.
   *
   * `POST /api/exports/schedules/{id}/pause`
   */
  pause(id: string, options: PostOptions = {}): Promise<Answer<"schedules_pause">> {
    return this.server.done({ method: "POST", path: `/api/exports/schedules/${part(id)}/pause`, ...options });
  }

  /**
   * On with the next slot.
   *
   * `POST /api/exports/schedules/{id}/resume`
   */
  resume(id: string, options: PostOptions = {}): Promise<Answer<"schedules_resume">> {
    return this.server.done({ method: "POST", path: `/api/exports/schedules/${part(id)}/resume`, ...options });
  }

  /**
   * Run it now, paused or not.
   *
   * `POST /api/exports/schedules/{id}/run`
   */
  run(id: string, options: PostOptions = {}): Promise<Answer<"schedules_run">> {
    return this.server.done({ method: "POST", path: `/api/exports/schedules/${part(id)}/run`, ...options });
  }
}
