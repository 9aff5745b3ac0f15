/** Operations of `auth`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body } from "../types.js";

export class AuthOperations {
  constructor(protected readonly server: Server) {}

  /**
   * New tokens for a refresh token, which then no longer works.
   *
   * `POST /api/external/auth/refresh`
   */
  refresh(body: Body<"auth_refresh">, options: Options = {}): Promise<Answer<"auth_refresh">> {
    return this.server.done({ method: "POST", path: "/api/external/auth/refresh", body, hasKey: false, ...options });
  }

  /**
   * Obtain tokens with name and password.
   *
   * `POST /api/external/auth/token`
   */
  token(body: Body<"auth_token">, options: Options = {}): Promise<Answer<"auth_token">> {
    return this.server.done({ method: "POST", path: "/api/external/auth/token", body, hasKey: false, ...options });
  }

  /**
   * 204 when the token is ours and has not expired.
   *
   * `POST /api/external/auth/verify`
   */
  verify(body: Body<"auth_verify">, options: Options = {}): Promise<void> {
    return this.server.done({ method: "POST", path: "/api/external/auth/verify", body, hasKey: false, ...options });
  }
}
