/** Operations of `datasets`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type ContentOptions, type Options, type PostOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer, Body, Query, Row } from "../types.js";

export class DatasetsOperations {
  constructor(protected readonly server: Server) {}

  /**
   * The project's datasets, newest first.
   *
   * `GET /api/external/datasets`
   */
  list(query?: Query<"datasets_list">, options: Options = {}): AsyncGenerator<Row<"datasets_list">, void, void> {
    return this.server.rows("/api/external/datasets", query, options);
  }

  /**
   * Make a dataset, still without examples.
   *
   * `POST /api/external/datasets`
   */
  create(body: Body<"datasets_create">, options: PostOptions = {}): Promise<Answer<"datasets_create">> {
    return this.server.done({ method: "POST", path: "/api/external/datasets", body, ...options });
  }

  /**
   * One dataset, and what waits in its draft.
   *
   * `GET /api/external/datasets/{id}`
   */
  get(id: string, options: Options = {}): Promise<Answer<"datasets_retrieve">> {
    return this.server.done({ method: "GET", path: `/api/external/datasets/${part(id)}`, ...options });
  }

  /**
   * Change name, description or both.
   *
   * `PATCH /api/external/datasets/{id}`
   */
  update(id: string, body?: Body<"datasets_update">, options: Options = {}): Promise<Answer<"datasets_update">> {
    return this.server.done({ method: "PATCH", path: `/api/external/datasets/${part(id)}`, body, ...options });
  }

  /**
   * Delete a dataset with all its versions.
   *
   * `DELETE /api/external/datasets/{id}`
   */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/datasets/${part(id)}`, ...options });
  }

  /**
   * The examples of a version, newest first.
   *
   * `GET /api/external/datasets/{id}/examples`
   */
  examples(id: string, query?: Query<"datasets_examples">, options: Options = {}): AsyncGenerator<Row<"datasets_examples">, void, void> {
    return this.server.rows(`/api/external/datasets/${part(id)}/examples`, query, options);
  }

  /**
   * Put up to 1,000 examples in and take others out, as one new version.
   *
   * `POST /api/external/datasets/{id}/examples`
   */
  change(id: string, body?: Body<"datasets_change">, options: PostOptions = {}): Promise<Answer<"datasets_change">> {
    return this.server.done({ method: "POST", path: `/api/external/datasets/${part(id)}/examples`, body, ...options });
  }

  /**
   * One example, of whichever version.
   *
   * `GET /api/external/datasets/{id}/examples/{example}`
   */
  example(id: string, example: string, options: Options = {}): Promise<Answer<"datasets_example">> {
    return this.server.done({ method: "GET", path: `/api/external/datasets/${part(id)}/examples/${part(example)}`, ...options });
  }

  /**
   * Take one example out, as a new version.
   *
   * `DELETE /api/external/datasets/{id}/examples/{example}`
   */
  removeExample(id: string, example: string, options: Options = {}): Promise<void> {
    return this.server.done({ method: "DELETE", path: `/api/external/datasets/${part(id)}/examples/${part(example)}`, ...options });
  }

  /**
   * Put the rows of a file in, as one new version.
   *
   * `POST /api/external/datasets/{id}/files`
   */
  addFile(id: string, body?: Body<"datasets_add_file">, query?: Query<"datasets_add_file">, options: ContentOptions = {}): Promise<Answer<"datasets_add_file">> {
    return this.server.done({ method: "POST", path: `/api/external/datasets/${part(id)}/files`, query, body, ...options });
  }

  /**
   * Make examples of traces, as one new version.
   *
   * `POST /api/external/datasets/{id}/from-traces`
   */
  fromTraces(id: string, body?: Body<"datasets_from_traces">, options: PostOptions = {}): Promise<Answer<"datasets_from_traces">> {
    return this.server.done({ method: "POST", path: `/api/external/datasets/${part(id)}/from-traces`, body, ...options });
  }

  /**
   * The versions of a dataset, newest first.
   *
   * `GET /api/external/datasets/{id}/versions`
   */
  versions(id: string, query?: Query<"datasets_versions">, options: Options = {}): AsyncGenerator<Row<"datasets_versions">, void, void> {
    return this.server.rows(`/api/external/datasets/${part(id)}/versions`, query, options);
  }

  /**
   * Publish the draft as the next version.
   *
   * `POST /api/external/datasets/{id}/versions`
   */
  publish(id: string, body?: Body<"datasets_publish">, options: PostOptions = {}): Promise<Answer<"datasets_publish">> {
    return this.server.done({ method: "POST", path: `/api/external/datasets/${part(id)}/versions`, body, ...options });
  }
}
