"""All settings, read from the environment once. A bad value stops the start with its name."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from evalplatform import embedded, outbound, sealed

T = TypeVar("T")
env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent


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


def memory_size(name: str) -> str:
    value = str(env.str(name))
    if not re.fullmatch(r"[1-9][0-9]{0,8}(kB|MB|GB)", value):
        raise ValueError("it must be a number followed by kB, MB or GB")
    return value


def outbound_allowed(name: str) -> outbound.Allowed:
    return outbound.allowed(env.list(name))


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


DATA_DIR = Path(read(env.str, "DATA_DIR", str(BASE_DIR / "var"))).absolute()
EMBEDDED = not env.str("DATABASE_URL", default="")
PORT = read(port, "PORT", 8000)
DEBUG = read(env.bool, "DEBUG", False)
SECRET_KEY = read(secret_key, "SECRET_KEY", embedded.secret_key(DATA_DIR) if EMBEDDED else environ.Env.NOTSET)
SECRETS_KEYS = read(secret_keys, "SECRETS_KEYS", ())
OUTBOUND_ALLOW = read(outbound_allowed, "OUTBOUND_ALLOW", outbound.Allowed())
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = read(env.list, "CSRF_TRUSTED_ORIGINS", [])
BEHIND_TLS = read(env.bool, "BEHIND_TLS", False)
REDIS_URL = env.str("REDIS_URL", default="")
LOG_LEVEL = read(log_level, "LOG_LEVEL", "INFO")

INSTALLED_APPS = [
    "rest_framework_api_key",  # for its abstract model; its own table stays empty, and external_api takes it out of the admin
    "evalplatform",
    "evalplatform.projects",
    "evalplatform.events",
    "evalplatform.tracing",
    "exports",
    "external_api",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "evalplatform.telemetry.RequestIdMiddleware",
    "evalplatform.telemetry.refuse_nul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "evalplatform.urls"
WSGI_APPLICATION = "evalplatform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def database_url(name: str) -> dict[str, Any]:
    """libpq's own form of a URL: a socket directory as host is percent-encoded, and django-environ leaves it so."""
    found = dict(env.db_url(name))
    return {**found, "HOST": unquote(str(found.get("HOST") or ""))}


DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(embedded.database(DATA_DIR) if EMBEDDED else read(database_url, "DATABASE_URL")),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})["application_name"] = "evalplatform"

EXPORT_DATABASE = "default"
if env.str("EXPORT_DATABASE_URL", default=""):
    EXPORT_DATABASE = "exports"
    DATABASES[EXPORT_DATABASE] = {
        **read(database_url, "EXPORT_DATABASE_URL"),
        "ENGINE": "django.db.backends.postgresql",
        "TEST": {"MIRROR": "default"},
    }

AUTH_USER_MODEL = "projects.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves the packages' own files, so no collectstatic step can be forgotten
APPEND_SLASH = False
# Both bound what one request may hold in memory; the API's own bodies are read and bounded by its views.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
INGEST_MAX_BYTES = read(positive, "INGEST_MAX_BYTES", 64 * 1024 * 1024)
INGEST_MAX_ITEMS = 1000

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # priority: a worker takes from its queues in the order in which it names them
    {"visibility_timeout": 3600, "queue_order_strategy": "priority"} if REDIS_URL else {"polling_interval": 0.02}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a message outlives the worker that dies with it; every task may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "short"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "put waiting and orphaned exports back on the queue": {"task": "exports.sweep", "schedule": timedelta(seconds=10)},
    "end exports whose time is over": {"task": "exports.expire", "schedule": timedelta(minutes=10)},
    "free the disk of what no export needs": {"task": "exports.clean", "schedule": timedelta(hours=1)},
    "start the exports of schedules that are due": {"task": "exports.run_schedules", "schedule": timedelta(seconds=20)},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

EXPORT_DIR = Path(read(env.str, "EXPORT_DIR", str(DATA_DIR / "exports"))).absolute()
EXPORT_LEASE_SECONDS = read(lease_seconds, "EXPORT_LEASE_SECONDS", 60)
EXPORT_MAX_ATTEMPTS = read(positive, "EXPORT_MAX_ATTEMPTS", 5)
EXPORT_SHARD_ROWS = read(positive, "EXPORT_SHARD_ROWS", 250_000)
EXPORT_PARALLEL_SHARDS = read(positive, "EXPORT_PARALLEL_SHARDS", 4)
EXPORT_MAX_STREAMS = read(positive, "EXPORT_MAX_STREAMS", 3)
EXPORT_PREVIEW_TIMEOUT_SECONDS = read(positive, "EXPORT_PREVIEW_TIMEOUT_SECONDS", 20)
EXPORT_MAX_RUNNING = read(positive, "EXPORT_MAX_RUNNING", 10)
EXPORT_EXPIRE_DAYS = min(read(positive, "EXPORT_EXPIRE_DAYS", 30), 36_500)
EXPORT_LINK_SECONDS = read(positive, "EXPORT_LINK_SECONDS", 900)
EXPORT_SIGNING_KEY_FILE = Path(read(env.str, "EXPORT_SIGNING_KEY_FILE", str(DATA_DIR / "export_signing_key.pem"))).absolute()
# dotted path of `key_is_usable(prefix, *, project_id, scope) -> bool`: whether the key that asked for a link may still download
EXPORT_LINK_KEY_CHECK = "external_api.keys.key_is_usable"
EXPORT_WORK_MEM = read(memory_size, "EXPORT_WORK_MEM", "4MB")
EXPORT_REPLICA_WAIT_SECONDS = read(positive, "EXPORT_REPLICA_WAIT_SECONDS", 60)
EXPORT_CACHE_SECONDS = read(positive, "EXPORT_CACHE_SECONDS", 300)
ANALYSIS_STATEMENT_TIMEOUT_SECONDS = read(positive, "ANALYSIS_STATEMENT_TIMEOUT_SECONDS", 600)
EXPORT_STATEMENT_TIMEOUT_SECONDS = read(positive, "EXPORT_STATEMENT_TIMEOUT_SECONDS", 6 * 3600)
# name of a resource -> dotted path of its declaration, imported on first use; so an app finds another's without importing it
EXPORT_RESOURCES = {
    "traces": "evalplatform.tracing.fields.TRACES",
    "spans": "evalplatform.tracing.fields.SPANS",
    "scores": "evalplatform.tracing.fields.SCORES",
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["external_api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["external_api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["external_api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["external_api.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "external_api.errors.handle",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "external_api.renderers.Negotiation",
    "DEFAULT_PAGINATION_CLASS": "external_api.pagination.Pages",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe the serializers; /api/schema does that
}
SPECTACULAR_SETTINGS = {
    "TITLE": "evalplatform",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Traces and evaluation results in; checked training files, exports and CI verdicts out.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DestinationKindEnum": "exports.models.DestinationKind",
        "JobKindEnum": "exports.job_requests.KINDS",
        "SpanKindEnum": "evalplatform.tracing.models.SpanKind",
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "external_api.schema.add_problems"],
}

UNFOLD = {"SITE_TITLE": "evalplatform", "SITE_HEADER": "evalplatform", "SITE_SYMBOL": "dataset"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "evalplatform.telemetry.RequestIdFilter"}},
    "formatters": {"json": {"()": "evalplatform.telemetry.JSONFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "loggers": {"botocore": {"level": "WARNING"}},  # its debug lines hold the headers that it signs
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
