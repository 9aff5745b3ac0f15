/** Operations of `health`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class HealthOperations {
  constructor(protected readonly server: Server) {}

  /**
   * 200 when the database answers within two seconds, else 503.
   *
   * `GET /api/external/health`
   */
  get(options: Options = {}): Promise<Answer<"health">> {
    return this.server.done({ method: "GET", path: "/api/external/health", ...options });
  }
}
