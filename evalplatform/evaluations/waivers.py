"""The waivers of a suite, as the gate reads them."""

from uuid import UUID

from django.db.models.functions import Now

from evalplatform.evaluations.gate import rules
from evalplatform.evaluations.models import Waiver


def of(suite_id: UUID | None) -> list[rules.Waiver]:
    """Those that still hold, the oldest first."""
    if suite_id is None:
        return []
    found = Waiver.objects.select_related("created_by").filter(suite_id=suite_id, until__gt=Now()).order_by("id")
    return [rules.Waiver(_who(one), one.reason.strip() or "no reason was given", one.until, one.metric or None) for one in found]


def _who(waiver: Waiver) -> str:
    if waiver.created_by:
        return waiver.created_by.get_username()
    return f"the key {waiver.created_with}" if waiver.created_with else "somebody who is gone"
