/** The vectors that the server and its SDKs share; EVALPLATFORM_VECTORS names their folder where this is not the repository. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = process.env["EVALPLATFORM_VECTORS"] ?? fileURLToPath(new URL("../../../tests/vectors", import.meta.url));

export function vectors(name: string): any {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf-8"));
}
