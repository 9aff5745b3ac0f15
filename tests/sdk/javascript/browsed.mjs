// Runs page.mjs in Chromium, on the origin that is given: node browsed.mjs PACKAGE CHROMIUM ORIGIN. Prints what the page said, or how it broke.

import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [folder, chromium, origin] = process.argv.slice(2);
const playwright = createRequire(`${folder}/package.json`)("playwright-core");
const profile = mkdtempSync(join(tmpdir(), "chromium-"));
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const context = await playwright.chromium.launchPersistentContext(profile, { executablePath: chromium, args: quiet });
try {
  const page = await context.newPage();
  const elsewhere = [];
  page.on("request", (request) => new URL(request.url()).hostname === "127.0.0.1" || elsewhere.push(request.url()));
  await page.goto(`${origin}/page.html`);
  const settings = { url: process.env.EVALPLATFORM_URL, apiKey: process.env.EVALPLATFORM_API_KEY };
  const said = await page.evaluate(async (given) => (await import("/page.mjs")).work(given), settings);
  console.log(JSON.stringify({ ...said, elsewhere }));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
