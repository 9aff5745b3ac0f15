/** Operations of `schemas`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { type Options } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class SchemasOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The JSON Schema of the report of an evaluation.
   *
   * `GET /api/external/schemas/evaluation-report`
   */
  evaluationReport(options: Options = {}): Promise<Answer<"evaluation_report_schema">> {
    return this.server.done({ method: "GET", path: "/api/external/schemas/evaluation-report", ...options });
  }
}
