"""Exports that run, with bars that move, and those that failed last."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.html import format_html

from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, link, moment
from evalplatform.projects.models import Project
from exports import progress
from exports.models import ACTIVE, Export, State

MOST = 10


def card(project: Project, period: Period) -> Sequence[Section]:
    of_project = Export.objects.filter(project=project).order_by("-id")
    running = progress.with_progress(of_project.filter(state__in=ACTIVE))[:MOST]
    failed = of_project.filter(state=State.FAILED, created_at__gte=period.since(datetime.now(UTC)))[:MOST]
    more = link("exports_export_changelist", "All exports", query=f"?project={project.slug}")
    active = [(_page(one), one.resource, _state(one), _bar(one)) for one in running]
    broken = [(_page(one), one.resource, one.error_code, moment(one.finished_at)) for one in failed]
    return [
        Section("Exports under way", head=("export", "of", "state", "progress"), rows=active, empty="None runs.", more=more),
        *([Section("Exports that failed", head=("export", "of", "why", "when"), rows=broken)] if broken else []),
    ]


def _page(export: Export) -> str:
    return link("exports_export_change", export.id, export.id)


def _state(export: Export) -> str:
    return format_html('<span data-export-state="{}">{}</span>', export.id, export.state)


def _bar(export: Export) -> str:
    now = progress.of(export)
    bar = '<progress max="1" value="{}" aria-label="progress" data-export="{}" data-active="yes"></progress> <span>{:,} rows</span>'
    return format_html(bar.replace("{:,}", "{}"), now.fraction, export.id, f"{now.rows:,}")
