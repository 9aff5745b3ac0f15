/** Operations of `eventTypes`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class EventTypesOperations {
  constructor(protected readonly server: Server) {}

  /**
   * All types of events, with the JSON Schema of the payload and an example of the message.
   *
   * `GET /api/integrations/event-types`
   */
  list(options: Options = {}): Promise<Answer<"event_types_list">> {
    return this.server.done({ method: "GET", path: "/api/integrations/event-types", ...options });
  }
}
