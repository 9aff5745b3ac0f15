"""What the audit log watches: tables, and of each the columns of which a change is told. A change here comes with a migration that tells it
to PostgreSQL (like 0002); a test holds the two together.

A column is `name`, or `name=verb` where its change has a verb of its own (`*` is its new value), and `name!` where the log may show what
was there and what is there.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Watched(NamedTuple):
    """`acted`: only what somebody does is told, and not what the server does by itself."""

    table: str
    object_type: str
    columns: Sequence[str] = ()
    acted: bool = False


_SECRET, _TOKEN, _GONE = "sealed_secret=secret_changed", "sealed_token=token_changed", "deleted_at=deleted"
WATCHED: Sequence[Watched] = (
    Watched("projects_project", "project", ("slug!", "name!", "retention_days!")),
    Watched("projects_member", "member", ("user_id!", "role!")),
    Watched("projects_user", "person", ("username!", "email", "is_active!", "is_staff!", "is_superuser!", "password=password_changed")),
    Watched(
        "external_api_apikey", "key", ("name!", "note", "owner_id!", "tier_id!", "scopes!", "networks!", "expiry_date!", "revoked=revoked")
    ),
    Watched(
        "external_api_tier",
        "tier",
        (
            *("requests!", "exports!", "streams!", "batches!", "running_exports!", "streams_at_once!", "rows_per_export!"),
            *("items_per_batch!", "body_bytes!"),
        ),
    ),
    Watched("external_api_callbacksecret", "callback_secret", ("sealed=changed",)),
    Watched("exports_export", "export", ("state=*",), acted=True),
    Watched("exports_job", "job", ("state=*",), acted=True),
    Watched("exports_schedule", "schedule", ("name!", "request", "cron!", "time_zone!", "window!", "paused!"), acted=True),
    Watched("exports_destination", "destination", ("name!", "settings", "sealed", _GONE)),
    Watched("tracing_languagemodel", "model", ("name!", "input_price!", "output_price!", "aliases!", "origin!")),
    Watched("evaluations_dataset", "dataset", ("name!", "description", "latest=published")),
    Watched("evaluations_evaluation", "evaluation", ("state=*",), acted=True),
    Watched(
        "evaluations_suite",
        "suite",
        (
            *("name!", "description", "dataset_id!", "dataset_version!", "scorers", "target", "sealed_key", "judge", "sealed_judge_key"),
            *("gate", "paths!"),
        ),
    ),
    Watched("evaluations_waiver", "waiver", ("metric!", "reason!", "until!")),
    Watched(
        "integrations_connection",
        "connection",
        ("name!", "state=*", "base_url!", "repositories!", "triggers!", "branches!", "template", _TOKEN, _SECRET, _GONE),
    ),
    Watched(
        "integrations_endpoint",
        "endpoint",
        ("description!", "sealed_url=address_changed", "event_types!", "filter", "sealed_headers", _SECRET, "state=*", _GONE),
    ),
    Watched("integrations_run", "run", ("state=*",), acted=True),
    Watched("integrations_receipt", "receipt", ("replays=replayed",), acted=True),
)
TABLES = frozenset(one.table for one in WATCHED)

# what is no row that changes, told by `record`
RECORDED = (
    *("export.downloaded", "export.link_made", "traces.deleted", "person.signed_in"),
    *("delivery.redelivered", "deliveries.recovered"),
)
OBJECT_TYPES = tuple(sorted({one.object_type for one in WATCHED} | {one.partition(".")[0] for one in RECORDED}))
