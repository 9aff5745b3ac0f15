"""The list of traces, searched by an id or a filter, and the page of one."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html

from evalplatform import filtering
from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, cut, facts, link, moment, readable_json
from evalplatform.dashboard.traces import exporting, looking_back
from evalplatform.dashboard.traces.conversation import conversation
from evalplatform.dashboard.traces.spans import spans
from evalplatform.errors import InvalidInput
from evalplatform.exact_json import NotJSON, loads
from evalplatform.projects.held import COUNTED
from evalplatform.projects.of_project import OfProject
from evalplatform.tracing.fields import TRACES
from evalplatform.tracing.models import Trace
from exports import lineage

OLDER = "id__lte"  # the parameter of a list that goes on where another one ended
_TOLD = ("external_id", "name", "session_id", "user_id", "environment", "release", "model", "provider", "status", "error")
_FIGURES = ("input_tokens", "output_tokens", "cost_usd", "computed_cost_usd", "latency_ms")


@admin.register(Trace)
class TraceAdmin(ProjectPages):
    """To look at; traces are sent, replaced and deleted through the API."""

    reads = "traces:read"
    heavy = ("input", "output", "reference", "tools", "scores", "metadata")
    list_display = ["id", "project", "name", "model", "status", "latency_ms", "ingested_at"]
    list_filter = ["status"]
    linked = ("session_id", "user_id", "model", OLDER)
    search_fields = ["external_id__exact", "session_id__exact"]
    search_help_text = 'the whole external_id or session_id, or a filter such as {"field": "latency_ms", "op": "gte", "value": 500}'

    list_before_template = "admin/traces/list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        more = {**(extra_context or {}), "export_these": exporting.address(request)}
        found: HttpResponse = super().changelist_view(request, more)
        if (shown := getattr(found, "context_data", None)) and "cl" in shown:
            shown["older"] = _older(shown["cl"], request.GET)
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trace]:
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        found: QuerySet[Trace] = super().get_queryset(request)
        return found.defer(None) if one else found

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        if not search_term.lstrip().startswith("{"):
            found, doubles = super().get_search_results(request, queryset, search_term)
            return self._looked_back(request, found), doubles
        try:
            return self._looked_back(request, queryset.filter(filtering.build(TRACES, loads(search_term)))), False
        except (InvalidInput, NotJSON) as error:
            self.message_user(request, _why(error), level=messages.ERROR)
            return queryset.none(), False

    def _looked_back(self, request: HttpRequest, found: QuerySet[Trace]) -> QuerySet[Trace]:
        """As far as is quick, with a link that goes on from there."""
        among, given = self.get_queryset(request), request.GET
        among = among.filter(project__slug=given[OfProject.parameter_name]) if given.get(OfProject.parameter_name) else among
        among = among.filter(**{OLDER: given[OLDER]}) if given.get(OLDER) else among
        found, floor = looking_back.bounded(found, among=among)
        if floor:
            says = "No index narrows this list, so it looks through {} traces at a time, here back to {}. {}"
            more = format_html('<a class="underline" href="?{}">Look further back</a>', _from(given, floor.id))
            self.message_user(request, format_html(says, f"{looking_back.AT_A_TIME:,}", moment(floor.ingested_at), more))
        return found

    def sections(self, request: HttpRequest, one: Trace) -> Sequence[Section]:
        return [
            _facts(one),
            *conversation(one),
            *spans(one),
            _scores(one),
            *([Section("Reference", text=_json(one.reference))] if one.reference else []),
            *([Section("Metadata", text=readable_json(one.metadata))] if one.metadata else []),
            _exports(one),
        ]


def _from(given: QueryDict, newest: UUID) -> str:
    """The same list, of this trace and older ones."""
    return urlencode({**{name: value for name, value in given.items() if name != PAGE_VAR}, OLDER: str(newest)})


def _older(shown: ChangeList, given: QueryDict) -> str:
    """Where a list goes on that counts no further; empty before its last page."""
    rows, pages = list(shown.result_list), shown.paginator.num_pages
    is_cut = shown.result_count >= COUNTED and shown.page_num >= pages
    return _from(given, rows[-1].id) if rows and is_cut else ""


def _why(error: InvalidInput | NotJSON) -> str:
    if isinstance(error, NotJSON):
        return f"The filter cannot be read: {error}"
    return "; ".join(f"{problem.pointer or 'The filter'}: {problem.detail}" for problem in error.problems) or error.message


def _facts(one: Trace) -> Section:
    told = [(name.replace("_", " "), getattr(one, name)) for name in (*_TOLD, *_FIGURES)]
    times = [("started", moment(one.started_at)), ("ended", moment(one.ended_at)), ("came", moment(one.ingested_at))]
    session = link("tracing_trace_changelist", "all of this session", query=f"?session_id={one.session_id}") if one.session_id else ""
    return Section("The trace", facts=facts(("project", one.project.slug), *told, ("tags", one.tags), *times), more=session)


def _scores(one: Trace) -> Section:
    found = one.score_rows.order_by("name", "source")
    rows = [
        (each.name, each.value if each.label is None else each.label, each.source, each.comment, moment(each.created_at)) for each in found
    ]
    return Section("Scores", head=("name", "value", "by", "comment", "when"), rows=rows, empty="None.")


def _exports(one: Trace) -> Section:
    found = lineage.exports_with(one.project_id, one.id)
    rows = [(link("exports_export_change", export.id, export.id), export.state, moment(export.created_at)) for export in found]
    return Section("Training files that hold it", head=("export", "state", "made"), rows=rows, empty="None.")


def _json(text: str) -> str:
    return cut(text) if len(text) > 1_000_000 else readable_json(loads(text))
