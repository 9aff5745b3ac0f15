"""Operations of `webhooks`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import Mapping

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, part
from evalplatform_sdk.models.shared import Accepted
from evalplatform_sdk.server import Server


class WebhooksOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def github(self, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it.

        `POST /api/integrations/webhooks/github`
        """
        return self._server.done(Call("POST", "/api/integrations/webhooks/github", content=content, headers=headers or {}, has_key=False))

    def github_connection(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitHub to one connection.

        `POST /api/integrations/webhooks/github/{id}`
        """
        return self._server.done(
            Call("POST", f"/api/integrations/webhooks/github/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )

    def gitlab(self, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it.

        `POST /api/integrations/webhooks/gitlab`
        """
        return self._server.done(Call("POST", "/api/integrations/webhooks/gitlab", content=content, headers=headers or {}, has_key=False))

    def gitlab_connection(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitLab to one connection.

        `POST /api/integrations/webhooks/gitlab/{id}`
        """
        return self._server.done(
            Call("POST", f"/api/integrations/webhooks/gitlab/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )


class AsyncWebhooksOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def github(self, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it.

        `POST /api/integrations/webhooks/github`
        """
        return await self._server.done(
            Call("POST", "/api/integrations/webhooks/github", content=content, headers=headers or {}, has_key=False)
        )

    async def github_connection(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitHub to one connection.

        `POST /api/integrations/webhooks/github/{id}`
        """
        return await self._server.done(
            Call("POST", f"/api/integrations/webhooks/github/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )

    async def gitlab(self, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it.

        `POST /api/integrations/webhooks/gitlab`
        """
        return await self._server.done(
            Call("POST", "/api/integrations/webhooks/gitlab", content=content, headers=headers or {}, has_key=False)
        )

    async def gitlab_connection(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Deliver a webhook of GitLab to one connection.

        `POST /api/integrations/webhooks/gitlab/{id}`
        """
        return await self._server.done(
            Call("POST", f"/api/integrations/webhooks/gitlab/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )
