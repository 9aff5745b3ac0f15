/** Operations of `events`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query } from "../types.js";

export class EventsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's events in order.
   *
   * `GET /api/integrations/events`
   */
  list(query?: Query<"events_list">, options: Options = {}): Promise<Answer<"events_list">> {
    return this.server.done({ method: "GET", path: "/api/integrations/events", query, ...options });
  }
}
