// Writes src/schema.ts and src/operations/ of the server's OpenAPI document: `npm run generate -- PATH`; with `--check` it only compares.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";
import { argumentsOf, operationsOf } from "./operations.mjs";

const HERE = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
const MADE = "Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand.";
const BY_HAND = ["exports"]; // groups whose class stands in src/<group>.ts, upon the one that is made

/** All files by their path below src. */
async function filesOf(schema) {
  const operations = operationsOf(schema);
  const groups = [...new Set(operations.map((one) => one.group))].sort();
  const files = { "schema.ts": await types(schema), "operations/every.ts": index(groups) };
  for (const group of groups) {
    files[`operations/${group}.ts`] = room(group, operations.filter((one) => one.group === group));
  }
  return files;
}

/** Without refusals and headers, which are the same everywhere: the client makes errors of them. */
async function types(schema) {
  const slim = structuredClone(schema);
  for (const said of Object.values(slim.paths).flatMap((one) => Object.values(one))) {
    said.parameters = (said.parameters ?? []).filter((one) => one.in === "path" || one.in === "query");
    said.responses = Object.fromEntries(Object.entries(said.responses ?? {}).filter(([status]) => status.startsWith("2")));
    Object.values(said.responses).forEach((one) => delete one.headers);
  }
  return `/** ${MADE} */\n\n${astToString(await openapi(slim, { defaultNonNullable: false, silent: true }))}`;
}

const className = (group) => `${group[0].toUpperCase()}${group.slice(1)}`;
const generated = (group) => `${className(group)}Operations`;
const used = (group) => (BY_HAND.includes(group) ? className(group) : generated(group));

function index(groups) {
  const from = (group) => (BY_HAND.includes(group) ? `../${group}.js` : `./${group}.js`);
  const imports = groups.map((group) => `import { ${used(group)} } from "${from(group)}";\n`).join("");
  const fields = groups.map((group) => `  readonly ${group}: ${used(group)};\n`).join("");
  const made = groups.map((group) => `    this.${group} = new ${used(group)}(server);\n`).join("");
  return `/** All operations of the API by name. ${MADE} */\n\n${imports}import type { Server } from "../server.js";\n\nexport class Operations {\n${fields}\n  constructor(server: Server) {\n${made}  }\n}\n`;
}

function room(group, operations) {
  const methods = operations.map(method).join("\n");
  const names = ["Call", "ContentOptions", "Options", "PostOptions"].filter((name) => new RegExp(`\\b${name}\\b`).test(methods));
  const types = ["Answer", "Body", "Query", "Row"].filter((name) => methods.includes(`${name}<"`));
  const part = methods.includes("${part(") ? "part" : "";
  const calls = [part, ...names.map((name) => `type ${name}`)].filter(Boolean).join(", ");
  const text = [`/** Operations of \`${group}\`. ${MADE} */`, "", `import { ${calls} } from "../calls.js";`, 'import type { Server } from "../server.js";'];
  text.push(...(types.length ? [`import type { ${types.join(", ")} } from "../types.js";`] : []), "");
  return `${text.join("\n")}\nexport class ${generated(group)} {\n  constructor(protected readonly server: Server) {}\n\n${methods}}\n`;
}

function method(one) {
  const doc = `  /**\n   * ${one.summary.replace(/\.$/, "").replaceAll("*/", "* /")}.\n   *\n   * \`${one.method} ${one.path}\`\n   */\n`;
  return `${doc}  ${one.name}(${args(one).join(", ")}): ${returned(one)} {\n    return ${made(one)};\n  }\n`;
}

function args(one) {
  const types = { body: `Body<"${one.id}">`, query: `Query<"${one.id}">` };
  const options = one.takesContent ? "ContentOptions" : one.hasKey ? "PostOptions" : "Options";
  const named = argumentsOf(one).map(([name, required]) => `${name}${required ? "" : "?"}: ${types[name] ?? "string"}`);
  return [...named, `options: ${options} = {}`];
}

function returned(one) {
  if (one.isPaged || one.isBinary) {
    return `AsyncGenerator<${one.isPaged ? `Row<"${one.id}">` : "Uint8Array<ArrayBuffer>"}, void, void>`;
  }
  const answer = one.hasAnswer ? `Answer<"${one.id}">` : "void";
  return `Promise<${answer}${one.answersText ? " | string | Uint8Array" : ""}>`;
}

function made(one) {
  const path = one.parts.reduce((text, name) => text.replace(`{${name}}`, `\${part(${name})}`), one.path);
  const literal = one.parts.length ? `\`${path}\`` : `"${path}"`;
  if (one.isPaged) {
    return `this.server.rows(${literal}, ${one.hasQuery ? "query" : "undefined"}, options)`;
  }
  const given = [`method: "${one.method}"`, `path: ${literal}`, ...(one.hasQuery ? ["query"] : []), ...(one.hasBody ? ["body"] : [])];
  given.push(...(one.method === "POST" && !one.hasKey ? ["hasKey: false"] : []), ...(one.answersText ? ["takesText: true"] : []));
  return `this.server.${one.isBinary ? "pieces" : "done"}({ ${given.join(", ")}, ...options })`;
}

async function stored() {
  const rooms = await readdir(join(HERE, "operations"));
  const names = ["schema.ts", ...rooms.map((name) => `operations/${name}`)];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(HERE, name), "utf-8")])));
}

async function check(files) {
  const here = await stored();
  const other = [...new Set([...Object.keys(files), ...Object.keys(here)])].filter((name) => files[name] !== here[name]);
  if (other.length) {
    console.error(`The OpenAPI document has changed: run \`npm run generate -- PATH\`. Not as it says: ${other.sort().join(", ")}`);
    process.exitCode = 1;
  }
}

async function write(files) {
  await rm(join(HERE, "operations"), { recursive: true, force: true });
  await mkdir(join(HERE, "operations"), { recursive: true });
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(HERE, name), text)));
}

const [path = join(HERE, "..", "..", "..", "docs", "openapi.json")] = process.argv.slice(2).filter((word) => word !== "--check");
const files = await filesOf(JSON.parse(await readFile(path, "utf-8")));
await (process.argv.includes("--check") ? check(files) : write(files));
