/** Operations of `connections`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class ConnectionsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's connections, newest first.
   *
   * `GET /api/integrations/connections`
   */
  list(query?: Query<"connections_list">, options: Options = {}): AsyncGenerator<Row<"connections_list">, void, void> {
    return this.server.rows("/api/integrations/connections", query, options);
  }

  /**
   * Connect repositories, or a sender of one's own.
   *
   * `POST /api/integrations/connections`
   */
  create(body: Body<"connections_create">, options: PostOptions = {}): Promise<Answer<"connections_create">> {
    return this.server.done({ method: "POST", path: "/api/integrations/connections", body, ...options });
  }

  /**
   * One connection, and how its last calls went.
   *
   * `GET /api/integrations/connections/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"connections_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/integrations/connections/${part(id)}`, ...options });
  }

  /**
   * Change what the body names.
   *
   * `PATCH /api/integrations/connections/{id}`
   */
  update(id: string, body?: Body<"connections_update">, options: Options = {}): Promise<Answer<"connections_update">> {
    return this.server.done({ method: "PATCH", path: `/api/integrations/connections/${part(id)}`, body, ...options });
  }

  /**
   * Forget it and its secrets.
   *
   * `DELETE /api/integrations/connections/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/integrations/connections/${part(id)}`, ...options });
  }

  /**
   * A new secret, shown this once.
   *
   * `POST /api/integrations/connections/{id}/rotate`
   */
  rotate(id: string, options: PostOptions = {}): Promise<Answer<"connections_rotate">> {
    return this.server.done({ method: "POST", path: `/api/integrations/connections/${part(id)}/rotate`, ...options });
  }

  /**
   * Ask the provider's API for the connection's first repositories.
   *
   * `POST /api/integrations/connections/{id}/test`
   */
  test(id: string, options: PostOptions = {}): Promise<Answer<"connections_test">> {
    return this.server.done({ method: "POST", path: `/api/integrations/connections/${part(id)}/test`, ...options });
  }
}
