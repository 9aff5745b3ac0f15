"""How a setting is read from the environment: each reader takes the variable's name, and a bad value stops the start with it."""

import logging
import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from evalplatform import outbound, sealed

T = TypeVar("T")
env = environ.Env()
TRUE, FALSE = ("true", "on", "yes", "1"), ("false", "off", "no", "0")
MAX_STATEMENT_SECONDS = 2_000_000  # PostgreSQL counts milliseconds in 31 bits


def read(reader: Callable[..., T], name: str, default: Any = environ.Env.NOTSET) -> T:
    """The value of the variable `name`; ImproperlyConfigured, with the name, when it is missing or cannot be read."""
    if default is not environ.Env.NOTSET and not env.str(name, default=""):
        return default  # type: ignore[no-any-return]
    try:
        return reader(name)
    except ImproperlyConfigured:
        raise ImproperlyConfigured(f"{name} must be set. See docs/settings.md.") from None
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} has a value that cannot be read: {error}. See docs/settings.md.") from None


def positive(name: str) -> int:
    value = int(env.int(name))
    if value < 1:
        raise ValueError("it must be 1 or more")
    return value


def fraction(name: str) -> float:
    value = float(env.float(name))
    if not 0 < value < 1:
        raise ValueError("it lies between 0 and 1, such as 0.05")
    return value


def boolean(name: str) -> bool:
    """Strict, since a misspelt word would count as false."""
    word = str(env.str(name)).strip().lower()
    if word not in TRUE + FALSE:
        raise ValueError(f"it is one of {', '.join(TRUE + FALSE)}")
    return word in TRUE


def open_or_closed(name: str) -> str:
    word = str(env.str(name)).strip().lower()
    if word not in ("open", "closed"):
        raise ValueError("it is open or closed")
    return word


def statement_seconds(name: str) -> int:
    value = positive(name)
    if value > MAX_STATEMENT_SECONDS:
        raise ValueError(f"it is at most {MAX_STATEMENT_SECONDS}")
    return value


def memory_size(name: str) -> str:
    value = str(env.str(name))
    if not re.fullmatch(r"[1-9][0-9]{0,8}(kB|MB|GB)", value):
        raise ValueError("it must be a number followed by kB, MB or GB")
    return value


def outbound_allowed(name: str) -> outbound.Allowed:
    return outbound.allowed(env.list(name))


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one.strip()) for one in env.list(name) if one.strip())


def origins(name: str) -> list[str]:
    """Origins of browsers' pages: scheme, host, perhaps a port, and no path."""
    found = [one.strip() for one in env.list(name) if one.strip()]
    for one in found:
        parts = urlsplit(one)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise ValueError(f"{one} is no origin such as https://app.example.com")
    return found


def secret_keys(name: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in env.str(name).split(",") if key.strip())
    if any(len(key) < sealed.MIN_KEY_LENGTH for key in keys):
        raise ValueError(f"each key has at least {sealed.MIN_KEY_LENGTH} characters")
    return keys


def port(name: str) -> int:
    value = positive(name)
    if value > 65_535:
        raise ValueError("it is at most 65535")
    return value


def secret_key(name: str) -> str:
    value = str(env.str(name))
    if len(value) < 50:
        raise ValueError("it must have at least 50 characters")
    return value


def lease_seconds(name: str) -> int:
    value = positive(name)
    if value < 3:
        raise ValueError("a worker says that it lives once a second, so it must be 3 or more")
    return value


def log_level(name: str) -> str:
    value = str(env.str(name)).upper()
    if value not in logging.getLevelNamesMapping():
        raise ValueError(f"it is one of {', '.join(logging.getLevelNamesMapping())}")
    return value


def database_url(name: str) -> dict[str, Any]:
    """libpq's own form of a URL: a socket directory as host is percent-encoded, and django-environ leaves it so."""
    if urlsplit(env.str(name)).scheme not in ("postgres", "postgresql"):
        raise ValueError("it begins with postgres://, since PostgreSQL is the only database")
    found = dict(env.db_url(name))
    if not found.get("NAME"):
        raise ValueError("it ends with the name of a database")
    return {**found, "HOST": unquote(str(found.get("HOST") or ""))}


def mail_server(name: str) -> dict[str, Any]:
    """Django's EMAIL_* settings."""
    if urlsplit(str(env.str(name))).scheme not in ("smtp", "smtp+tls", "smtp+ssl"):
        raise ValueError("it begins with smtp://, smtp+tls:// or smtp+ssl://")
    found: dict[str, Any] = env.email_url(name)
    return {key: value for key, value in found.items() if key.startswith("EMAIL_") and key != "EMAIL_FILE_PATH"}


def redis_url(name: str) -> str:
    value = str(env.str(name))
    parts = urlsplit(value)
    database = parts.path.removeprefix("/")
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError("it is redis:// or rediss://, a host and a port")
    if database and not (database.isascii() and database.isdecimal()):
        raise ValueError("after the host stands the number of a database, or nothing")
    return value


def writable_folder(name: str) -> Path:
    """It need not be there yet, but then it must be possible to make it."""
    folder = Path(env.str(name)).absolute()
    there = next(one for one in (folder, *folder.parents) if os.path.exists(one))  # noqa: PTH110 (which is False too where nobody may look)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(f"{there} is not a folder that this user may write to")
    return folder
