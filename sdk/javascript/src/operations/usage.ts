/** Operations of `usage`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query } from "../types.js";

export class UsageOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's calls by hour or day, of all its keys and people, and the quota of the caller itself.
   *
   * `GET /api/external/usage`
   */
  get(query?: Query<"usage_retrieve">, options: Options = {}): Promise<Answer<"usage_retrieve">> {
    return this.server.done({ method: "GET", path: "/api/external/usage", query, ...options });
  }
}
