/** Operations of `otlp`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type ContentOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body } from "../types.js";

export class OtlpOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Send spans.
   *
   * `POST /api/external/otlp/v1/traces`
   */
  send(body?: Body<"otlp_traces_create">, options: ContentOptions = {}): Promise<Answer<"otlp_traces_create"> | string | Uint8Array> {
    return this.server.done({ method: "POST", path: "/api/external/otlp/v1/traces", body, takesText: true, ...options });
  }
}
