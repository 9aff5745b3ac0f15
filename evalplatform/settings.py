"""All settings, read from the environment once. A bad value stops the start with its name."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from corsheaders.defaults import default_headers

from evalplatform import embedded, look, openapi, outbound, periodic, telemetry
from evalplatform.environment import (
    boolean,
    database_url,
    env,
    fraction,
    lease_seconds,
    log_level,
    mail_server,
    memory_size,
    networks,
    open_or_closed,
    origins,
    outbound_allowed,
    port,
    positive,
    read,
    redis_url,
    secret_key,
    secret_keys,
    statement_seconds,
    writable_folder,
)

BASE_DIR = Path(__file__).resolve().parent.parent
POSTGRESQL = "evalplatform.postgresql"

DATA_DIR = Path(read(env.str, "DATA_DIR", str(BASE_DIR / "var"))).absolute()
EMBEDDED = not env.str("DATABASE_URL", default="")
PORT = read(port, "PORT", 8000)
DEBUG = read(boolean, "DEBUG", False)
SECRET_KEY = read(secret_key, "SECRET_KEY", embedded.secret_key(DATA_DIR) if EMBEDDED else environ.Env.NOTSET)
SECRETS_KEYS = read(secret_keys, "SECRETS_KEYS", ())
OUTBOUND_ALLOW = read(outbound_allowed, "OUTBOUND_ALLOW", outbound.Allowed())
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = read(env.list, "CSRF_TRUSTED_ORIGINS", [])
BEHIND_TLS = read(boolean, "BEHIND_TLS", False)
REDIS_URL = read(redis_url, "REDIS_URL", "")
LOG_LEVEL = read(log_level, "LOG_LEVEL", "INFO")
METRICS_TOKEN = read(env.str, "METRICS_TOKEN", "")
OTEL_ENDPOINT = read(env.str, "OTEL_EXPORTER_OTLP_ENDPOINT", "")
OTEL_SERVICE_NAME = read(env.str, "OTEL_SERVICE_NAME", "evalplatform")
SENTRY_DSN = read(env.str, "SENTRY_DSN", "")
READY_FREE_BYTES = read(positive, "READY_FREE_BYTES", 256 * 1024 * 1024)
EMAIL_URL = read(env.str, "EMAIL_URL", "")
vars().update(read(mail_server, "EMAIL_URL", {}))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read(env.str, "EMAIL_FROM", "evalplatform@localhost")

INSTALLED_APPS = [
    "rest_framework_simplejwt.token_blacklist",  # before external_api, which takes its tables out of the admin: they hold tokens
    "rest_framework_api_key",  # for its abstract model; its own table stays empty, and external_api takes it out of the admin
    "evalplatform",
    "evalplatform.projects",
    "evalplatform.auditing",
    "evalplatform.events",
    "evalplatform.tracing",
    "evalplatform.evaluations",
    "exports",
    "integrations",
    "external_api",
    "corsheaders",
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
    "evalplatform.auditing.acting.told",
    "evalplatform.metrics.counted",
    "external_api.usage.counted",
    "external_api.throttling.headers",
    "evalplatform.telemetry.refuse_nul",
    "evalplatform.postgresql.bound_statements",
    "corsheaders.middleware.CorsMiddleware",
    "external_api.answers.pack",
    "external_api.answers.tag",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "external_api.idempotency.remember",  # the innermost: it keeps answers as views make them
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


DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(embedded.database(DATA_DIR) if EMBEDDED else read(database_url, "DATABASE_URL")),
        "ENGINE": POSTGRESQL,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
WEB_STATEMENT_TIMEOUT_SECONDS = read(statement_seconds, "WEB_STATEMENT_TIMEOUT_SECONDS", 30)
DATABASES["default"].setdefault("OPTIONS", {})["application_name"] = "evalplatform"

EXPORT_DATABASE = "default"
if env.str("EXPORT_DATABASE_URL", default=""):
    EXPORT_DATABASE = "exports"
    DATABASES[EXPORT_DATABASE] = {
        **read(database_url, "EXPORT_DATABASE_URL"),
        "ENGINE": POSTGRESQL,
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
TRUSTED_PROXIES = read(networks, "TRUSTED_PROXIES", ())
CORS_ALLOWED_ORIGINS = read(origins, "CORS_ALLOWED_ORIGINS", [])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = (*default_headers, "x-api-key", "idempotency-key", "x-request-id", "range", "if-range", "if-none-match")
CORS_EXPOSE_HEADERS = (
    *("X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    *("ETag", "Location", "Content-Range", "Content-Disposition", "Idempotent-Replayed"),
)

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

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # an entry that were thrown out would be a quota begun anew
    "counters": (
        {
            "BACKEND": "external_api.throttling.redis_counters.Counters",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "counters",
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    ),
}
RATELIMIT_USE_CACHE = "counters"
QUOTA_WITHOUT_REDIS = read(open_or_closed, "QUOTA_WITHOUT_REDIS", "open")

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
CELERY_BEAT_SCHEDULE = periodic.SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

EVALUATION_LEASE_SECONDS = read(lease_seconds, "EVALUATION_LEASE_SECONDS", 60)
EVALUATION_WAIT_DAYS = min(read(positive, "EVALUATION_WAIT_DAYS", 7), 36_500)
# dotted path of `run(function, *arguments)`: where work that holds Python's lock is done
EVALUATION_APART = "exports.apart.run"

EXPORT_DIR = read(writable_folder, "EXPORT_DIR", DATA_DIR / "exports")
EXPORT_LEASE_SECONDS = read(lease_seconds, "EXPORT_LEASE_SECONDS", 60)
EXPORT_MAX_ATTEMPTS = read(positive, "EXPORT_MAX_ATTEMPTS", 5)
EXPORT_SHARD_ROWS = read(positive, "EXPORT_SHARD_ROWS", 250_000)
EXPORT_PARALLEL_SHARDS = read(positive, "EXPORT_PARALLEL_SHARDS", 4)
EXPORT_MAX_STREAMS = read(positive, "EXPORT_MAX_STREAMS", 3)
EXPORT_PREVIEW_TIMEOUT_SECONDS = read(statement_seconds, "EXPORT_PREVIEW_TIMEOUT_SECONDS", 20)
EXPORT_MAX_RUNNING = read(positive, "EXPORT_MAX_RUNNING", 10)
EXPORT_EXPIRE_DAYS = min(read(positive, "EXPORT_EXPIRE_DAYS", 30), 36_500)
EXPORT_LINK_SECONDS = read(positive, "EXPORT_LINK_SECONDS", 900)
EXPORT_SIGNING_KEY_FILE = Path(read(env.str, "EXPORT_SIGNING_KEY_FILE", str(DATA_DIR / "export_signing_key.pem"))).absolute()
# dotted path of `key_is_usable(prefix, *, project_id, scope) -> bool`: whether the key that asked for a link may still download
EXPORT_LINK_KEY_CHECK = "external_api.keys.key_is_usable"
# dotted path of `standing_limits(key_prefix, user_id) -> Limits | None`: what a schedule's maker may have now
EXPORT_STANDING_LIMITS = "external_api.limits.standing_limits"
# dotted paths of `request_export(project_id, body, user_id, key_prefix, limits)` and `check(scopes, body)`: an export that a trigger starts
EXPORT_REQUEST = "exports.jobs.request_export"
EXPORT_RIGHTS = "exports.rights.check"
# dotted path of `of_role(role) -> frozenset[str]`: what a member may, for pages below the layer that knows
SCOPES_OF_ROLE = "external_api.scopes.of_role"
EXPORT_STEP_BACK = read(boolean, "EXPORT_STEP_BACK", EMBEDDED)
EXPORT_WORK_MEM = read(memory_size, "EXPORT_WORK_MEM", "4MB")
EXPORT_REPLICA_WAIT_SECONDS = read(positive, "EXPORT_REPLICA_WAIT_SECONDS", 60)
EXPORT_CACHE_SECONDS = read(positive, "EXPORT_CACHE_SECONDS", 300)
ANALYSIS_STATEMENT_TIMEOUT_SECONDS = read(statement_seconds, "ANALYSIS_STATEMENT_TIMEOUT_SECONDS", 600)
EXPORT_STATEMENT_TIMEOUT_SECONDS = read(statement_seconds, "EXPORT_STATEMENT_TIMEOUT_SECONDS", 6 * 3600)
# name of a resource -> dotted path of its declaration, imported on first use; so an app finds another's without importing it
EXPORT_RESOURCES = {
    "traces": "evalplatform.tracing.fields.TRACES",
    "spans": "evalplatform.tracing.fields.SPANS",
    "scores": "evalplatform.tracing.fields.SCORES",
    "examples": "evalplatform.evaluations.fields.EXAMPLES",
    "evaluations": "evalplatform.evaluations.fields.EVALUATIONS",
    "results": "evalplatform.evaluations.fields.RESULTS",
    "usage": "external_api.usage.fields.USAGE",
}

AUDIT_DAYS = min(read(positive, "AUDIT_DAYS", 400), 36_500)
TRACE_ERROR_RATE = read(fraction, "TRACE_ERROR_RATE", 0.0)
WEBHOOK_LEASE_SECONDS = read(lease_seconds, "WEBHOOK_LEASE_SECONDS", 120)
WEBHOOK_HISTORY_DAYS = min(read(positive, "WEBHOOK_HISTORY_DAYS", 90), 36_500)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "external_api.authentication.api_keys.ApiKeyAuthentication",
        "external_api.authentication.people.TokenAuthentication",
        "external_api.authentication.people.SessionOfDashboard",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["external_api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["external_api.throttling.Quota", "external_api.idempotency.Once"],
    "DEFAULT_RENDERER_CLASSES": ["external_api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["external_api.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "external_api.schema.operation.Operation",
    "EXCEPTION_HANDLER": "external_api.errors.handle",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "external_api.renderers.Negotiation",
    "DEFAULT_PAGINATION_CLASS": "external_api.pagination.Pages",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe the serializers; /api/schema does that
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "CHECK_REVOKE_TOKEN": True,  # a change of the password ends all tokens
    "AUTH_HEADER_TYPES": ("Bearer",),
}
PEOPLE_TIER = read(env.str, "PEOPLE_TIER", "premium")  # of those who call with a token or from the dashboard
SPECTACULAR_SETTINGS = openapi.SETTINGS

UNFOLD = look.SETTINGS

LOGGING = telemetry.log_settings(LOG_LEVEL)
