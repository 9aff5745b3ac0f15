// What a page does with the package as browsers have it: create, list, an export row by row (packed too), a stream, a webhook, an error.

import { Client, Ingest, NotFound, webhooks } from "/dist/esm/index.js";

async function collected(rows) {
  const found = [];
  for await (const row of rows) {
    found.push(row);
  }
  return found;
}

export async function work(settings) {
  const client = new Client(settings);
  const created = await client.traces.create([1, 2, 3].map((input) => ({ external_id: `page-${input}`, session_id: "page", input, output: "größe 🙂" })));
  const sender = new Ingest(client);
  await sender.ingest({ external_id: "page-4", session_id: "page", input: 4 });
  const left = await sender.close();
  const listed = await collected(client.traces.list({ session_id: "page", page_size: 2 }));
  const request = { resource: "traces", filter: { field: "session_id", op: "eq", value: "page" }, fields: ["external_id", "output"] };
  const streamed = await collected(client.exports.stream(request));
  const exported = [];
  for (const compression of ["none", "gzip"]) {
    const { id } = await client.exports.create({ ...request, compression });
    exported.push(await collected(client.exports.rows(id)));
  }
  const missing = await client.traces.get("00000000-0000-7000-8000-000000000000").catch((error) => error);
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const proven = await webhooks.verify("{}", await webhooks.sign("{}", secret, { id: "msg_1" }), secret);
  return {
    created: created.created,
    left,
    listed: listed.map((one) => one.external_id).sort(),
    streamed: streamed.map((one) => [one.external_id, one.output]).sort(),
    exported: exported.map((rows) => rows.map((one) => one.external_id).sort()),
    missing: missing instanceof NotFound && Boolean(missing.requestId),
    proven: proven.id,
  };
}
