"""The tiers that come with the platform. The admin changes them and adds more."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from external_api.models import Tier

MB = 1024 * 1024
# no row of the table is a tier without end: a new one begins with nothing set
PACKAGED: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "free": {
            **{"requests": 100, "exports": 10, "streams": 20, "batches": 20},
            **{"running_exports": 1, "streams_at_once": 1, "rows_per_export": 100_000, "items_per_batch": 100, "body_bytes": 8 * MB},
        },
        "premium": {
            **{"requests": 1_000, "exports": 100, "streams": 200, "batches": 200},
            **{"running_exports": 3, "streams_at_once": 2, "rows_per_export": 10_000_000, "items_per_batch": 1_000, "body_bytes": 64 * MB},
        },
        "enterprise": {
            **{"requests": 10_000, "exports": 1_000, "streams": 2_000, "batches": 5_000},
            **{"running_exports": 10, "streams_at_once": 3},
        },
        "unlimited": {},
    }
)


def tier_named(name: str) -> Tier:
    """The tier, made with its packaged limits when its row is not there. Raises InvalidInput for a name that is neither."""
    if name in PACKAGED:
        return Tier.objects.get_or_create(name=name, defaults=PACKAGED[name])[0]
    found = Tier.objects.filter(name=name).first()
    if found is None:
        known = sorted({*PACKAGED, *Tier.objects.values_list("name", flat=True)})
        raise InvalidInput(Problem("/tier", f"There is no tier {name!r}. There are: {', '.join(known)}."), code="invalid_key_request")
    return found
