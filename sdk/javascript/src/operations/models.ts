/** Operations of `models`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query, Row } from "../types.js";

export class ModelsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The models that are known, with what they can do and cost.
   *
   * `GET /api/external/models`
   */
  list(query?: Query<"models_list">, options: Options = {}): AsyncGenerator<Row<"models_list">, void, void> {
    return this.server.rows("/api/external/models", query, options);
  }

  /**
   * One model.
   *
   * `GET /api/external/models/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"models_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/models/${part(id)}`, ...options });
  }
}
