/** Operations of `trigger`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type ContentOptions, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body } from "../types.js";

export class TriggerOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Start the evaluation of a suite, or (with exports:write) an export.
   *
   * `POST /api/integrations/trigger`
   */
  start(body?: Body<"trigger">, options: PostOptions = {}): Promise<Answer<"trigger">> {
    return this.server.done({ method: "POST", path: "/api/integrations/trigger", body, ...options });
  }

  /**
   * Start what a generic connection's template says.
   *
   * `POST /api/integrations/trigger/{id}`
   */
  startSigned(id: string, options: ContentOptions = {}): Promise<Answer<"trigger_signed">> {
    return this.server.done({ method: "POST", path: `/api/integrations/trigger/${part(id)}`, hasKey: false, ...options });
  }
}
