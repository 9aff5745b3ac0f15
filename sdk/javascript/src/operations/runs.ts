/** Operations of `runs`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query, Row } from "../types.js";

export class RunsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's runs, newest first.
   *
   * `GET /api/integrations/runs`
   */
  list(query?: Query<"runs_list">, options: Options = {}): AsyncGenerator<Row<"runs_list">, void, void> {
    return this.server.rows("/api/integrations/runs", query, options);
  }

  /**
   * One run.
   *
   * `GET /api/integrations/runs/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"runs_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/integrations/runs/${part(id)}`, ...options });
  }

  /**
   * End a run and its evaluations now.
   *
   * `POST /api/integrations/runs/{id}/cancel`
   */
  cancel(id: string, options: PostOptions = {}): Promise<Answer<"runs_cancel">> {
    return this.server.done({ method: "POST", path: `/api/integrations/runs/${part(id)}/cancel`, ...options });
  }

  /**
   * Evaluate the same commit once more, as a run of its own.
   *
   * `POST /api/integrations/runs/{id}/rerun`
   */
  rerun(id: string, options: PostOptions = {}): Promise<Answer<"runs_rerun">> {
    return this.server.done({ method: "POST", path: `/api/integrations/runs/${part(id)}/rerun`, ...options });
  }
}
