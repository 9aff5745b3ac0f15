/** Operations of `apiKeys`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class ApiKeysOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Your keys, or as an admin all of the project, by their prefixes.
   *
   * `GET /api/external/api-keys`
   */
  list(query?: Query<"api_keys_list">, options: Options = {}): AsyncGenerator<Row<"api_keys_list">, void, void> {
    return this.server.rows("/api/external/api-keys", query, options);
  }

  /**
   * Make a key.
   *
   * `POST /api/external/api-keys`
   */
  create(body: Body<"api_keys_create">, options: PostOptions = {}): Promise<Answer<"api_keys_create">> {
    return this.server.done({ method: "POST", path: "/api/external/api-keys", body, ...options });
  }

  /**
   * One key, without its secret.
   *
   * `GET /api/external/api-keys/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"api_keys_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/api-keys/${part(id)}`, ...options });
  }

  /**
   * Revoke a key, at once and for good.
   *
   * `DELETE /api/external/api-keys/{id}`
   */
  revoke(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/api-keys/${part(id)}`, ...options });
  }

  /**
   * Make a key in the place of an old one, which works on for a while.
   *
   * `POST /api/external/api-keys/{id}/rotate`
   */
  rotate(id: string, body?: Body<"api_keys_rotate">, options: PostOptions = {}): Promise<Answer<"api_keys_rotate">> {
    return this.server.done({ method: "POST", path: `/api/external/api-keys/${part(id)}/rotate`, body, ...options });
  }
}
