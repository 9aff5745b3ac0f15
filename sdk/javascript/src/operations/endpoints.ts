/** Operations of `endpoints`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class EndpointsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's endpoints, newest first.
   *
   * `GET /api/integrations/endpoints`
   */
  list(query?: Query<"endpoints_list">, options: Options = {}): AsyncGenerator<Row<"endpoints_list">, void, void> {
    return this.server.rows("/api/integrations/endpoints", query, options);
  }

  /**
   * Have the project's events sent to an address.
   *
   * `POST /api/integrations/endpoints`
   */
  create(body: Body<"endpoints_create">, options: PostOptions = {}): Promise<Answer<"endpoints_create">> {
    return this.server.done({ method: "POST", path: "/api/integrations/endpoints", body, ...options });
  }

  /**
   * One endpoint, and how it fares.
   *
   * `GET /api/integrations/endpoints/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"endpoints_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/integrations/endpoints/${part(id)}`, ...options });
  }

  /**
   * Change what the body names, or pause it, or make it active again.
   *
   * `PATCH /api/integrations/endpoints/{id}`
   */
  update(id: string, body?: Body<"endpoints_update">, options: Options = {}): Promise<Answer<"endpoints_update">> {
    return this.server.done({ method: "PATCH", path: `/api/integrations/endpoints/${part(id)}`, body, ...options });
  }

  /**
   * Forget it and its secrets.
   *
   * `DELETE /api/integrations/endpoints/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/integrations/endpoints/${part(id)}`, ...options });
  }

  /**
   * Send all events since a time that it should have had and has not.
   *
   * `POST /api/integrations/endpoints/{id}/recover`
   */
  recover(id: string, body: Body<"endpoints_recover">, options: PostOptions = {}): Promise<Answer<"endpoints_recover">> {
    return this.server.done({ method: "POST", path: `/api/integrations/endpoints/${part(id)}/recover`, body, ...options });
  }

  /**
   * Sign with a new secret.
   *
   * `POST /api/integrations/endpoints/{id}/rotate`
   */
  rotate(id: string, body?: Body<"endpoints_rotate">, options: PostOptions = {}): Promise<Answer<"endpoints_rotate">> {
    return this.server.done({ method: "POST", path: `/api/integrations/endpoints/${part(id)}/rotate`, body, ...options });
  }

  /**
   * Send it an event `endpoint.test`.
   *
   * `POST /api/integrations/endpoints/{id}/test`
   */
  test(id: string, options: PostOptions = {}): Promise<Answer<"endpoints_test">> {
    return this.server.done({ method: "POST", path: `/api/integrations/endpoints/${part(id)}/test`, ...options });
  }
}
