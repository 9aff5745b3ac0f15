/** Operations of `integrations`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class IntegrationsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Each connection, endpoint and queue.
   *
   * `GET /api/integrations/status`
   */
  status(options: Options = {}): Promise<Answer<"integrations_status">> {
    return this.server.done({ method: "GET", path: "/api/integrations/status", ...options });
  }
}
