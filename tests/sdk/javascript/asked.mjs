// Calls operations as it is told, one line of JSON for each, and says in one line what came of it: node asked.mjs PACKAGE SCHEMA.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, schema] = process.argv.slice(2);
const { ApiError, Client } = await import(pathToFileURL(`${folder}/dist/esm/index.js`));
const { argumentsOf, operationsOf } = await import(pathToFileURL(`${folder}/scripts/operations.mjs`));
const operations = new Map(operationsOf(JSON.parse(readFileSync(schema, "utf-8"))).map((one) => [`${one.method} ${one.path}`, one]));

async function done({ operation, client, parts, body, query }) {
  const one = operations.get(operation);
  const given = { ...Object.fromEntries(one.parts.map((name, index) => [name, parts[index]])), body: body ?? undefined, query };
  const group = new Client({ ...client, maxRetries: 0 })[one.group];
  const answer = group[one.name](...argumentsOf(one).map(([name]) => given[name]));
  return one.isPaged || one.isBinary ? collected(answer) : await answer;
}

async function collected(rows) {
  const found = [];
  for await (const row of rows) {
    found.push(row instanceof Uint8Array ? row.length : row);
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await done(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }),
    (error) => (error instanceof ApiError ? { refused: error.status } : { broke: String(error?.stack ?? error) }),
  );
  console.log(JSON.stringify(said));
}
