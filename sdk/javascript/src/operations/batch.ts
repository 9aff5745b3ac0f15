/** Operations of `batch`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body } from "../types.js";

export class BatchOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Do up to 1,000 operations, in order, each with its own outcome.
   *
   * `POST /api/external/batch`
   */
  create(body: Body<"batch_create">, options: PostOptions = {}): Promise<Answer<"batch_create">> {
    return this.server.done({ method: "POST", path: "/api/external/batch", body, ...options });
  }

  /**
   * How far a batch in the background has come, and once it has ended, its results.
   *
   * `GET /api/external/batch/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"batch_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/batch/${part(id)}`, ...options });
  }
}
