"""Two kinds of columns that Django lacks: JSON text kept as it came, and PostgreSQL's 64-bit transaction ids."""

from typing import TYPE_CHECKING, Any

import psycopg
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Func
from psycopg.types.string import TextLoader

if TYPE_CHECKING:  # generic for the type checker only: Django's fields take no parameters at run time
    _TextField = models.Field[str | None, str | None]
    _IntegerField = models.Field[int, int]
else:
    _TextField = _IntegerField = models.Field

# psycopg would parse `json` on the way in, and so lose what the text says (1e2, keys twice, integers beyond 64 bits).
psycopg.adapters.register_loader("json", TextLoader)


class RawJson(_TextField):
    """A PostgreSQL `json` column whose value in Python is the JSON text itself: what came in goes out, character for character.

    Not a JSONField: that writes through jsonb, which reorders keys and rewrites numbers. `json` has no equality, so such a column
    can be neither compared, ordered, grouped nor made distinct.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "json"

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, str) and not hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} takes JSON text, not {type(value).__name__}")
        return value


class TransactionId(_IntegerField):
    """A PostgreSQL `xid8`: the transaction that wrote the row, by default the running one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("db_default", Func(function="pg_current_xact_id"))
        options.setdefault("editable", False)
        super().__init__(**options)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def get_prep_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value  # PostgreSQL compares xid8 with xid8 only, and reads it from text

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> int | None:
        return None if value is None else int(value)
