"""How much the project's files hold."""

from collections.abc import Sequence

from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat

from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, facts
from evalplatform.projects.models import Project
from exports.models import ExportFile, State


def card(project: Project, period: Period) -> Sequence[Section]:
    here = ExportFile.objects.filter(export__project=project, export__state=State.COMPLETED, location="")
    held = here.aggregate(files=Count("id"), bytes=Sum("bytes"))
    return [Section("Files on the server", facts=facts(("files", f"{held['files']:,}"), ("size", filesizeformat(held["bytes"] or 0))))]
