/** What each operation takes and answers, by its name in the server's OpenAPI document. */

import type { components, operations } from "./schema.js";

export type Schemas = components["schemas"];
export type OperationId = keyof operations;

type Json<Content> = Content extends { "application/json": infer Value } ? Value : never;
type Good<Responses> = Responses[keyof Responses];
type Asked<Value> = Value extends object ? { [Name in keyof Value as Name extends "cursor" ? never : Name]: Loose<Name, Value[Name]> } : never;
/** What the server reads as JSON or with commas may be given as what it is. */
type Loose<Name, Value> =
  | Value
  | (Name extends "filter" | "options" | "rename" ? object : never)
  | (Name extends "fields" | "exclude" ? readonly string[] : never);

export type Query<Id extends OperationId> = operations[Id] extends { parameters: { query?: infer Value } } ? Asked<NonNullable<Value>> : never;
export type Body<Id extends OperationId> = operations[Id] extends { requestBody?: infer Sent } ? Json<NonNullable<Sent>["content" & keyof NonNullable<Sent>]> : never;
export type Answer<Id extends OperationId> = Good<operations[Id]["responses"]> extends infer Said ? (Said extends { content: infer Content } ? Json<Content> : never) : never;
export type Row<Id extends OperationId> = Answer<Id> extends { results: (infer Value)[] } ? Value : never;
