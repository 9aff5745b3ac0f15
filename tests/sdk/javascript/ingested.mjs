// Ingests 2,003 traces, three of them after what was before has gone: node ingested.mjs PACKAGE. Prints sent, refused, waiting, left.

import { pathToFileURL } from "node:url";

const { Client, Ingest } = await import(pathToFileURL(`${process.argv[2]}/dist/esm/index.js`));
const sender = new Ingest(new Client(), { flushSeconds: 0.05 });
for (let number = 0; number < 2003; number += 1) {
  await sender.ingest({ name: `n${String(number).padStart(4, "0")}`, session_id: "javascript", input: "x".repeat(number % 50) });
  if (number >= 1999 && !(await sender.flush(60))) {
    throw new Error("Traces were left after a minute.");
  }
}
const left = await sender.close();
console.log(sender.counts.sent, sender.counts.refused, sender.counts.waiting, left);
