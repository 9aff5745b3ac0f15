/** Operations of `callbacks`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class CallbacksOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Whether the project has a secret that signs its callbacks, and since when.
   *
   * `GET /api/external/callbacks/secret`
   */
  getSecret(options: Options = {}): Promise<Answer<"callbacks_secret_retrieve">> {
    return this.server.done({ method: "GET", path: "/api/external/callbacks/secret", ...options });
  }

  /**
   * Make the secret, or a new one in its place.
   *
   * `POST /api/external/callbacks/secret`
   */
  makeSecret(options: PostOptions = {}): Promise<Answer<"callbacks_secret_create">> {
    return this.server.done({ method: "POST", path: "/api/external/callbacks/secret", ...options });
  }
}
