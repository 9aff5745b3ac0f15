// The operations of an OpenAPI document as data, with the names that the client gives them: those of the Python SDK in camelCase.

const GROUPS =
  "api_keys auth batch callbacks connections datasets deliveries destinations endpoints evaluations event_types events exports health integrations jobs models otlp receipts runs schedules schemas suites traces trigger usage webhooks".split(
    " ",
  );
const VERBS = { retrieve: "get", destroy: "delete" };
const NAMES = {
  callbacks_secret_create: ["callbacks", "make_secret"],
  callbacks_secret_retrieve: ["callbacks", "get_secret"],
  evaluation_report_schema: ["schemas", "evaluation_report"],
  health: ["health", "get"],
  otlp_traces_create: ["otlp", "send"],
  traces_destroy_of_user: ["traces", "delete_of_user"],
  trigger: ["trigger", "start"],
  trigger_signed: ["trigger", "start_signed"],
};
const JSON_TYPE = "application/json";
const FILES = ["application/octet-stream", "text/csv"]; // what is answered with one of these is a file, in whatever format

export function operationsOf(schema) {
  return Object.entries(schema.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== "parameters")
      .map(([method, said]) => operation(method.toUpperCase(), path, said, schema.components.schemas)),
  );
}

function operation(method, path, said, schemas) {
  const [group, name] = named(said.operationId);
  const parameters = said.parameters ?? [];
  const answers = answersOf(said.responses);
  const kinds = Object.keys(answers);
  const isBinary = kinds.length > 0 && (!(JSON_TYPE in answers) || kinds.some((kind) => FILES.includes(kind)));
  const taken = said.requestBody?.content ?? {};
  const ordered = parameters.filter((one) => one.in === "path").sort((one, other) => path.indexOf(`{${one.name}}`) - path.indexOf(`{${other.name}}`));
  const query = parameters.filter((one) => one.in === "query" && one.name !== "cursor");
  return {
    id: said.operationId,
    group: camel(group),
    name: camel(isBinary ? `${name}_pieces` : name),
    method,
    path,
    summary: said.summary || (said.description ?? "").split("\n")[0],
    parts: ordered.map((one) => one.name),
    hasQuery: query.length > 0,
    queryRequired: query.some((one) => one.required),
    hasKey: parameters.some((one) => one.name === "Idempotency-Key"),
    hasBody: Boolean(taken[JSON_TYPE]),
    bodyRequired: Boolean(said.requestBody?.required),
    takesContent: Object.keys(taken).length > 1 || (method === "POST" && ["webhooks", "trigger"].includes(group) && !said.requestBody?.content),
    hasAnswer: !isBinary && JSON_TYPE in answers,
    isPaged: !isBinary && pageOf(answers[JSON_TYPE], schemas),
    answersText: !isBinary && kinds.length > 1,
    isBinary,
  };
}

/** What its method takes, in this order: names with whether they must be given. */
export function argumentsOf(one) {
  const body = one.hasBody ? [["body", one.bodyRequired && !one.takesContent]] : [];
  const query = one.hasQuery ? [["query", one.queryRequired]] : [];
  const all = [...one.parts.map((name) => [name, true]), ...body, ...query];
  // what may be left out cannot stand before what may not
  return [...all.filter(([, required]) => required), ...all.filter(([, required]) => !required)];
}

function answersOf(responses) {
  const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return Object.assign({}, ...good.map(([, one]) => Object.fromEntries(Object.entries(one.content ?? {}).map(([kind, of]) => [kind, of.schema]))));
}

function pageOf(answer, schemas) {
  const name = answer?.$ref?.split("/").at(-1) ?? "";
  return name.endsWith("Page") && Boolean(schemas[name].properties.results);
}

function named(id) {
  if (id in NAMES) {
    return NAMES[id];
  }
  const group = GROUPS.filter((one) => id.startsWith(`${one}_`)).sort((one, other) => other.length - one.length)[0];
  if (!group) {
    throw new Error(`${id} belongs to no group: add one to GROUPS, or its name to NAMES, in scripts/operations.mjs.`);
  }
  const verb = id.slice(group.length + 1);
  return [group, VERBS[verb] ?? verb];
}

export function camel(name) {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
