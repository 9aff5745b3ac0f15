"""Answers on their way out: single objects get an ETag, and JSON of some size is packed for clients that unpack it."""

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import TypeGuard

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from isal import igzip

PACKED_FROM_BYTES = 1024
PRIVATE = "private, no-cache"  # may be kept by who called, and is asked about each time
_LEVEL = 1  # as small as level 3 of JSON, in a third of the time
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json(?:;|$)")
_NEVER = re.compile(r";\s*q=0(?:\.0{0,3})?\s*$", re.IGNORECASE)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_tagged(path: str) -> bool:
    """Whether what stands at a path with placeholders is a single object: its last part says which."""
    return path.endswith((">", "}"))


def tag(get_response: GetResponse) -> GetResponse:
    """A middleware: answers are their caller's alone; an ETag for each single object, and 304 without a body for who has this very one.

    The tag is weak, since packed and plain bytes have the same one.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith("/api/"):
            # a cache between us knows of Authorization, but not that X-API-Key says whose an answer is
            response.setdefault("Cache-Control", PRIVATE)
        match = request.resolver_match
        if request.method not in ("GET", "HEAD") or match is None or not is_tagged(match.route):
            return response
        if not _is_json(response, request) or response.status_code != 200:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = f'W/"{blake2b(response.content, digest_size=16).hexdigest()}"'
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return middleware


def pack(get_response: GetResponse) -> GetResponse:
    """A middleware: gzip for JSON of the API from 1 kB on. Streams and files are left as they are.

    So is what holds a secret: the length of a packed answer tells of what is in it (https://breachattack.com).
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _is_json(response, request) or len(response.content) < PACKED_FROM_BYTES:
            return response
        if "no-store" in response.get("Cache-Control", "") or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if _takes_gzip(request.headers.get("Accept-Encoding", "")):
            response.content = igzip.compress(response.content, _LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response

    return middleware


def _is_json(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """JSON of the API that is held in memory as a whole."""
    in_memory = isinstance(response, HttpResponse) and request.path.startswith("/api/")
    return in_memory and bool(_JSON.match(response.get("Content-Type", "")))


def _takes_gzip(accepted: str) -> bool:
    """What `Accept-Encoding` says of gzip, or else of everything (RFC 9110, 12.5.3)."""
    said = {one.partition(";")[0].strip().lower(): not _NEVER.search(one) for one in accepted.split(",")}
    return said.get("gzip", said.get("*", False))
