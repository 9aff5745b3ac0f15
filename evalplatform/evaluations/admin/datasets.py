"""Datasets in the back office: versions, and the examples of one, page by page."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.http import urlencode

from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, moment
from evalplatform.evaluations import datasets
from evalplatform.evaluations.models import Dataset, DatasetVersion

MOST_VERSIONS, PAGE, CHARACTERS = 100, 25, 500
_TEXTS = f"""
SELECT id, left(input #>> '{{}}', {CHARACTERS}), left(reference #>> '{{}}', {CHARACTERS}) FROM evaluations_example WHERE id = ANY(%s)
"""  # noqa: S608 (our own number)


@admin.register(Dataset)
class DatasetAdmin(ProjectPages):
    """To look at; they are made and changed through the API."""

    reads = "datasets:read"
    list_display = ["name", "project", "latest", "created_at", "updated_at"]

    def sections(self, request: HttpRequest, one: Dataset) -> Sequence[Section]:
        versions = list(DatasetVersion.objects.filter(dataset=one).order_by("-number")[:MOST_VERSIONS])
        return [
            Section(
                "The dataset",
                facts=_facts(one),
                more=link("evaluations_suite_changelist", "Suites that ask it", query=f"?dataset={one.id}"),
            ),
            Section(
                "Versions, the last first", head=("version", "examples", "note", "made"), rows=_rows(versions), empty="none is published"
            ),
            *(_examples(one, _chosen(request, one), request.GET.get("after", "")) if one.latest else []),
        ]


def _facts(one: Dataset) -> Any:
    return facts(
        ("project", one.project.slug),
        ("description", one.description),
        ("latest version", one.latest or "none"),
        ("made", moment(one.created_at)),
        ("changed", moment(one.updated_at)),
    )


def _rows(versions: list[DatasetVersion]) -> list[tuple[Any, ...]]:
    return [
        (
            format_html('<a class="underline" href="?version={}">{}</a>', one.number, one.number),
            f"{one.examples:,}",
            one.note or "-",
            moment(one.created_at),
        )
        for one in versions
    ]


def _chosen(request: HttpRequest, one: Dataset) -> int:
    """The version that the address names, if there is one of that number; else the latest."""
    named = request.GET.get("version", "")
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else 0
    return number if 0 < number <= one.latest else one.latest


def _examples(one: Dataset, version: int, after: str) -> list[Section]:
    rows = datasets.examples_of(one, version)
    with suppress(ValueError):
        rows = rows.filter(id__gt=UUID(after))
    found = list(rows.only("id", "external_id", "split")[: PAGE + 1])
    texts = _texts([example.id for example in found[:PAGE]])
    table = [(example.external_id, *texts[example.id], example.split or "-") for example in found[:PAGE]]
    more: Any = ""
    if len(found) > PAGE:
        last = str(found[PAGE - 1].id)
        query = urlencode({"version": str(version), "after": last})
        more = format_html('<a class="underline" href="?{}">The next {}</a>', query, PAGE)
    head = ("id", "asked", "reference", "split")
    return [Section(f"Examples of version {version}", head=head, rows=table, empty="none", more=more)]


def _texts(ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """The first words; an example may be megabytes."""
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [ids])
        return {id: (asked or "-", reference or "-") for id, asked, reference in cursor.fetchall()}
