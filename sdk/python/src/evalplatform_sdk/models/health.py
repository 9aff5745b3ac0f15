"""What `health` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

BrokerEnum: TypeAlias = Literal["redis", "memory"]
DatabaseEnum: TypeAlias = Literal["ok", "unavailable"]


class Health(TypedDict):
    service: str
    version: str
    database: DatabaseEnum
    broker: BrokerEnum
