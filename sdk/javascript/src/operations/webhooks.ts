/** Operations of `webhooks`. Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

import { part, type ContentOptions } from "../calls.js";
import type { Server } from "../server.js";
import type { Answer } from "../types.js";

export class WebhooksOperations {
  constructor(protected readonly server: Server) {}

  /**
   * Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it.
   *
   * `POST /api/integrations/webhooks/github`
   */
  github(options: ContentOptions = {}): Promise<Answer<"webhooks_github">> {
    return this.server.done({ method: "POST", path: "/api/integrations/webhooks/github", hasKey: false, ...options });
  }

  /**
   * Deliver a webhook of GitHub to one connection.
   *
   * `POST /api/integrations/webhooks/github/{id}`
   */
  githubConnection(id: string, options: ContentOptions = {}): Promise<Answer<"webhooks_github_connection">> {
    return this.server.done({ method: "POST", path: `/api/integrations/webhooks/github/${part(id)}`, hasKey: false, ...options });
  }

  /**
   * Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it.
   *
   * `POST /api/integrations/webhooks/gitlab`
   */
  gitlab(options: ContentOptions = {}): Promise<Answer<"webhooks_gitlab">> {
    return this.server.done({ method: "POST", path: "/api/integrations/webhooks/gitlab", hasKey: false, ...options });
  }

  /**
   * Deliver a webhook of GitLab to one connection.
   *
   * `POST /api/integrations/webhooks/gitlab/{id}`
   */
  gitlabConnection(id: string, options: ContentOptions = {}): Promise<Answer<"webhooks_gitlab_connection">> {
    return this.server.done({ method: "POST", path: `/api/integrations/webhooks/gitlab/${part(id)}`, hasKey: false, ...options });
  }
}
