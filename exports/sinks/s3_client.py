"""botocore behind the guard of evalplatform.outbound, and what a store's refusals mean to a person.

botocore lets a handler of its event `before-send` answer a request in place of its own HTTP session. Ours sends it through a session
whose connections are guarded, so every request of the client (retries and redirects between regions too) opens its sockets there.
Nothing of the server's own environment is used: no profile, no credentials of the machine, no proxy, no endpoint from a variable.
"""

import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from botocore.awsrequest import AWSHTTPConnection, AWSHTTPConnectionPool, AWSHTTPSConnection, AWSHTTPSConnectionPool
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.httpsession import URLLib3Session
from botocore.parsers import ResponseParserError
from botocore.session import Session

from evalplatform.errors import DomainError, Unavailable
from evalplatform.outbound import CONNECT_SECONDS, SILENCE_SECONDS, Guarded
from exports.sinks import Place

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

PARALLEL = 4
DEFAULT_REGION = "us-east-1"
_making = threading.Lock()  # botocore's sessions may not make two clients at a time

_CREDENTIALS = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidSecurity"}
_REGION = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301"}
_TRANSIENT = {
    "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted", "RequestTimeTooSkewed", "NoSuchUpload",
}  # fmt: skip


class _Connection(Guarded, AWSHTTPConnection):  # type: ignore[misc]
    pass


class _TLSConnection(Guarded, AWSHTTPSConnection):  # type: ignore[misc]
    pass


class _Pool(AWSHTTPConnectionPool):  # type: ignore[misc]
    ConnectionCls = _Connection


class _TLSPool(AWSHTTPSConnectionPool):  # type: ignore[misc]
    ConnectionCls = _TLSConnection


class _Guard(URLLib3Session):  # type: ignore[misc]
    """botocore's HTTP session with guarded connections, as a handler of `before-send`."""

    def __init__(self, *, connect_seconds: float, silence_seconds: float) -> None:
        authorities = ssl.get_default_verify_paths().cafile or True  # SSL_CERT_FILE; else those that come with botocore
        super().__init__(verify=authorities, timeout=(connect_seconds, silence_seconds), max_pool_connections=2 * PARALLEL)
        self._manager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}

    def answer(self, request: Any, **_: Any) -> Any:
        try:
            return self.send(request)
        except HTTPClientError as error:  # botocore's wrapping of what it does not know: ours is not one that it should try again
            if isinstance(cause := error.kwargs.get("error"), DomainError):
                raise cause from None
            raise


@lru_cache(maxsize=1)
def _session() -> Session:
    nothing = {"profile": None, "config_file": os.devnull, "credentials_file": os.devnull}
    return Session(session_vars={name: (None, None, value, None) for name, value in nothing.items()})


def client(place: Place, *, quick: bool = False) -> tuple["S3Client", Callable[[], None]]:
    """A client for the store of that place, with its own credentials and no others, and what closes its connections.

    `quick` gives up early, for a person who waits.
    """
    settings, secrets = place.settings, place.secrets
    endpoint = settings.get("endpoint_url") or None
    config = Config(
        signature_version="s3v4",
        ignore_configured_endpoint_urls=True,
        retries={"mode": "standard", "total_max_attempts": 1 if quick else 6},
        s3={"addressing_style": settings.get("addressing") or ("path" if endpoint else "auto"), "us_east_1_regional_endpoint": "regional"},
        request_checksum_calculation="when_required",  # compatible stores know no other; the signature covers the body's SHA-256
        response_checksum_validation="when_required",
    )
    with _making:
        made = _session().create_client(
            "s3",
            region_name=settings.get("region") or DEFAULT_REGION,
            endpoint_url=endpoint,
            aws_access_key_id=secrets["access_key_id"],
            aws_secret_access_key=secrets["secret_access_key"],
            aws_session_token=secrets.get("session_token"),
            config=config,
        )
    seconds = (5.0, 10.0) if quick else (CONNECT_SECONDS, SILENCE_SECONDS)
    guard = _Guard(connect_seconds=seconds[0], silence_seconds=seconds[1])
    made.meta.events.register_first("before-send.s3", guard.answer)
    return cast("S3Client", made), guard.close


@contextmanager
def telling(doing: str, bucket: str) -> Iterator[None]:
    """Turns a store's refusal into ours, which says what to mend. Raises DomainError, and Unavailable for what may pass."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error, doing, bucket) from error
    except (HTTPClientError, NoConnection, ResponseParserError) as error:
        detail = f"The store does not answer ({type(error).__name__}) when asked to {doing}. Check endpoint_url and the network."
        raise Unavailable("store_unavailable", detail) from error
    except BotoCoreError as error:
        raise DomainError("store_refused", f"The store cannot be asked to {doing}: {error}") from error


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _refusal(error: ClientError, doing: str, bucket: str) -> DomainError:
    code, status = code_of(error), status_of(error)
    if code == "NoSuchBucket":
        return DomainError("bucket_missing", f"The store has no bucket {bucket!r}. Create it, or change the destination's bucket.")
    if code in _TRANSIENT or status >= 500 or status == 429:
        return Unavailable("store_unavailable", f"The store could not {doing} just now: {code} ({status}).")
    if code in _CREDENTIALS:
        return DomainError("store_credentials", f"The store does not accept the credentials ({code}). Set the destination's secrets again.")
    if code in _REGION or status in range(300, 400):
        return DomainError("store_region", f"The bucket {bucket!r} is elsewhere ({code}). Set the destination's region and endpoint_url.")
    if status == 403:
        needed = "s3:PutObject, s3:GetObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucketMultipartUploads"
        return DomainError("store_denied", f"The store refuses to {doing} ({code}). Allow the key {needed} on {bucket!r}.")
    return DomainError("store_refused", f"The store refuses to {doing}: {code} ({status}). Check the destination's settings.")
