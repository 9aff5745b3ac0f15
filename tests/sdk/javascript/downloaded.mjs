// Brings an export to a file, and reads it once more row by row: node downloaded.mjs PACKAGE EXPORT PATH. Prints rows and the file's SHA-256.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, id, path] = process.argv.slice(2);
const { Client } = await import(pathToFileURL(`${folder}/dist/esm/index.js`));
const { download } = await import(pathToFileURL(`${folder}/dist/esm/node.js`));
const client = new Client();
const [file] = await download(client, id, path);
let rows = 0;
for await (const row of client.exports.rows(id)) {
  rows += row.external_id.startsWith("flow-") ? 1 : 0;
}
console.log(rows, createHash("sha256").update(readFileSync(file)).digest("hex"));
