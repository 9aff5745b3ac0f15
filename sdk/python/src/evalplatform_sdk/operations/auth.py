"""Operations of `auth`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.auth import CredentialsRequest, RefreshRequest, TokenPair, TokenRequest
from evalplatform_sdk.server import Server


class AuthOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def refresh(self, body: RefreshRequest) -> TokenPair:
        """New tokens for a refresh token, which then no longer works.

        `POST /api/external/auth/refresh`
        """
        return self._server.done(Call("POST", "/api/external/auth/refresh", body=body, has_key=False))

    def token(self, body: CredentialsRequest) -> TokenPair:
        """Obtain tokens with name and password.

        `POST /api/external/auth/token`
        """
        return self._server.done(Call("POST", "/api/external/auth/token", body=body, has_key=False))

    def verify(self, body: TokenRequest) -> None:
        """204 when the token is ours and has not expired.

        `POST /api/external/auth/verify`
        """
        self._server.done(Call("POST", "/api/external/auth/verify", body=body, has_key=False))


class AsyncAuthOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def refresh(self, body: RefreshRequest) -> TokenPair:
        """New tokens for a refresh token, which then no longer works.

        `POST /api/external/auth/refresh`
        """
        return await self._server.done(Call("POST", "/api/external/auth/refresh", body=body, has_key=False))

    async def token(self, body: CredentialsRequest) -> TokenPair:
        """Obtain tokens with name and password.

        `POST /api/external/auth/token`
        """
        return await self._server.done(Call("POST", "/api/external/auth/token", body=body, has_key=False))

    async def verify(self, body: TokenRequest) -> None:
        """204 when the token is ours and has not expired.

        `POST /api/external/auth/verify`
        """
        await self._server.done(Call("POST", "/api/external/auth/verify", body=body, has_key=False))
