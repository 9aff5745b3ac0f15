/** Operations of `deliveries`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query, Row } from "../types.js";

export class DeliveriesOperations {
  constructor(protected readonly server: Server) {}

  /**
   * What was sent to the project's endpoints, or waits to be.
   *
   * `GET /api/integrations/deliveries`
   */
  list(query?: Query<"deliveries_list">, options: Options = {}): AsyncGenerator<Row<"deliveries_list">, void, void> {
    return this.server.rows("/api/integrations/deliveries", query, options);
  }

  /**
   * One delivery with its payload and all its attempts.
   *
   * `GET /api/integrations/deliveries/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"deliveries_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/integrations/deliveries/${part(id)}`, ...options });
  }

  /**
   * Send the event once more, as a new delivery.
   *
   * `POST /api/integrations/deliveries/{id}/redeliver`
   */
  redeliver(id: string, options: PostOptions = {}): Promise<Answer<"deliveries_redeliver">> {
    return this.server.done({ method: "POST", path: `/api/integrations/deliveries/${part(id)}/redeliver`, ...options });
  }
}
