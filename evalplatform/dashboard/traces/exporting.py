"""“Export these”: from a list of traces, as it is narrowed now, to the wizard of exports with the same filter."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from evalplatform.exact_json import NotJSON, dumps, loads
from evalplatform.projects.of_project import OfProject
from evalplatform.projects.rights import rights_of

SCOPE = "exports:write"
_FIELDS = {"status__exact": "status", "session_id": "session_id", "user_id": "user_id", "model": "model"}
_SEARCHED = ("external_id", "session_id")


def address(request: HttpRequest) -> str:
    """Empty where the person may export in no project, or what is searched for is no filter."""
    if not rights_of(request).may_anywhere(SCOPE):
        return ""
    try:
        wanted = filter_of(request.GET)
    except NotJSON:
        return ""
    project = {"project": request.GET[OfProject.parameter_name]} if request.GET.get(OfProject.parameter_name) else {}
    given = {"resource": "traces", **({"filter": dumps(wanted)} if wanted else {}), **project}
    return f"{reverse('admin:exports_export_add')}?{urlencode(given)}"


def filter_of(narrowed: QueryDict) -> dict[str, Any]:
    """What the parameters of the list say, in the filter language. Raises NotJSON."""
    parts: list[Any] = [{"field": field, "op": "eq", "value": narrowed[name]} for name, field in _FIELDS.items() if narrowed.get(name)]
    searched = narrowed.get("q", "").strip()
    if searched.startswith("{"):
        parts.append(loads(searched))
    elif searched:
        parts.append({"or": [{"field": one, "op": "eq", "value": searched} for one in _SEARCHED]})
    return parts[0] if len(parts) == 1 else {"and": parts} if parts else {}
