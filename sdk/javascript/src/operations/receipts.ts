/** Operations of `receipts`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Query, Row } from "../types.js";

export class ReceiptsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * What the project received, newest first, without the bodies.
   *
   * `GET /api/integrations/receipts`
   */
  list(query?: Query<"receipts_list">, options: Options = {}): AsyncGenerator<Row<"receipts_list">, void, void> {
    return this.server.rows("/api/integrations/receipts", query, options);
  }

  /**
   * One receipt.
   *
   * `GET /api/integrations/receipts/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"receipts_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/integrations/receipts/${part(id)}`, ...options });
  }

  /**
   * Process it once more, as the connection is now.
   *
   * `POST /api/integrations/receipts/{id}/replay`
   */
  replay(id: string, options: PostOptions = {}): Promise<Answer<"receipts_replay">> {
    return this.server.done({ method: "POST", path: `/api/integrations/receipts/${part(id)}/replay`, ...options });
  }
}
