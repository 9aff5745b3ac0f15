"""Operations of `callbacks`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed
from evalplatform_sdk.models.callbacks import CallbackSecret, CallbackSecretMade
from evalplatform_sdk.server import Server


class CallbacksOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def get_secret(self) -> CallbackSecret:
        """Whether the project has a secret that signs its callbacks, and since when.

        `GET /api/external/callbacks/secret`
        """
        return self._server.done(Call("GET", "/api/external/callbacks/secret"))

    def make_secret(self, *, idempotency_key: str | None = None) -> CallbackSecretMade:
        """Make the secret, or a new one in its place.

        `POST /api/external/callbacks/secret`
        """
        return self._server.done(Call("POST", "/api/external/callbacks/secret", headers=keyed(idempotency_key)))


class AsyncCallbacksOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def get_secret(self) -> CallbackSecret:
        """Whether the project has a secret that signs its callbacks, and since when.

        `GET /api/external/callbacks/secret`
        """
        return await self._server.done(Call("GET", "/api/external/callbacks/secret"))

    async def make_secret(self, *, idempotency_key: str | None = None) -> CallbackSecretMade:
        """Make the secret, or a new one in its place.

        `POST /api/external/callbacks/secret`
        """
        return await self._server.done(Call("POST", "/api/external/callbacks/secret", headers=keyed(idempotency_key)))
