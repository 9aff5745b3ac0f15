"""Where a client calls, and how it says who it is."""

import os
from typing import Any

import httpx

MAX_RETRIES = 5
TIMEOUT = httpx.Timeout(60, read=300)


def options_of(
    url: str | None, api_key: str | None, *, access_token: str | None = None, timeout: float | httpx.Timeout = TIMEOUT
) -> dict[str, Any]:
    """What httpx's clients take; EVALPLATFORM_URL and EVALPLATFORM_API_KEY where nothing is given. Raises ValueError without them."""
    where, key = url or os.environ.get("EVALPLATFORM_URL"), api_key or os.environ.get("EVALPLATFORM_API_KEY")
    if not where or not (key or access_token):
        raise ValueError("Give url and api_key, or set EVALPLATFORM_URL and EVALPLATFORM_API_KEY.")
    if not where.startswith(("http://", "https://")):
        raise ValueError(f"{where} is no address: it begins with https:// (or http://).")
    headers = {"Authorization": f"Bearer {access_token}" if access_token else f"Api-Key {key}", "User-Agent": "evalplatform-sdk-python"}
    return {"base_url": where.rstrip("/"), "headers": headers, "timeout": timeout}
