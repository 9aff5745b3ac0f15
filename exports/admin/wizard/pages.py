"""The pages of a new export: the parts of its form one after the other, and then it is started or scheduled."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.module_loading import import_string

from evalplatform.backoffice.choosing import chosen, projects_for
from evalplatform.backoffice.steps import tell
from evalplatform.errors import DomainError, InvalidInput
from evalplatform.projects.caller import Limits
from evalplatform.projects.held import HeldByProject
from evalplatform.projects.models import Project
from evalplatform.projects.rights import rights_of
from exports import jobs, rights, schedule_requests
from exports.admin.wizard.form import PARTS, WizardForm, part_with_errors
from exports.admin.wizard.looking import Look, look

SCOPE, SCHEDULES = "exports:write", "schedules:write"


class WizardPages(HeldByProject):
    """State is in the form alone, so several tabs and the back button do no harm; nothing is done before the last button."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights_of(request).may_anywhere(SCOPE)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        projects = projects_for(request, SCOPE)
        project = chosen(request, projects)
        if project is None:
            return self._page(
                request,
                "admin/backoffice/which_project.html",
                {"title": "New export", "projects": projects, "kept": request.GET.urlencode()},
            )
        scopes = rights_of(request).scopes_in(project.id)
        form = WizardForm(project, scopes, request.POST if request.method == "POST" else request.GET)
        found = _looked(form, project, scopes)
        if request.POST.get("go") == "start" and found and (done := self._started(request, form, project)):
            return done
        return self._asked(request, form, project, found)

    def _asked(self, request: HttpRequest, form: WizardForm, project: Project, found: Look | None) -> HttpResponse:
        part = _part(request, form)
        failed = request.method == "POST" and request.POST.get("go") != "back" and bool(form.errors)
        context = {
            "title": f"New export: {PARTS[part].title}",
            "part": part,
            "parts": PARTS,
            "form": form,
            "look": found,
            "project": project,
        }
        context["shown"] = [form[name] for name in PARTS[part].fields]
        context["hidden"] = [form[name] for name in form.fields if name not in PARTS[part].fields]
        return self._page(request, "admin/exports/wizard.html", context, status=400 if failed else 200)

    def _started(self, request: HttpRequest, form: WizardForm, project: Project) -> HttpResponse | None:
        """None where it was refused, which the form then says."""
        try:
            if form.schedule:
                return self._scheduled(request, form, project)
            standing: Callable[..., Limits | None] = import_string(settings.EXPORT_STANDING_LIMITS)
            limits = standing(key_prefix="", user_id=request.user.pk)
            made = jobs.request_export(project_id=project.id, body=form.body, user_id=request.user.pk, limits=limits)
        except DomainError as error:
            tell(form, error)
            return None
        self.message_user(request, "The export is under way.")
        return HttpResponseRedirect(reverse("admin:exports_export_change", args=[made.id]))

    def _scheduled(self, request: HttpRequest, form: WizardForm, project: Project) -> HttpResponse | None:
        if not rights_of(request).may(SCHEDULES, project.id):
            form.add_error("cron", "Your role in the project does not allow schedules. Leave this empty to export now.")
            return None
        made = schedule_requests.create(project_id=project.id, body=form.schedule, user_id=request.user.pk)
        self.message_user(request, f"The schedule {made.name} stands; its next export is due at {made.next_at:%Y-%m-%d %H:%M} UTC.")
        return HttpResponseRedirect(reverse("admin:exports_schedule_change", args=[made.id]))

    def _page(self, request: HttpRequest, template: str, context: Mapping[str, Any], **answer: Any) -> HttpResponse:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "prefix": prefix, **context}
        return TemplateResponse(request, template, whole, **answer)


def _looked(form: WizardForm, project: Project, scopes: Any) -> Look | None:
    """The dry run; None where something is wrong, which the form then says."""
    if not form.is_valid():
        return None
    try:
        rights.check(scopes, form.body)
        return look(project.id, form.body)
    except InvalidInput as error:
        form.refuse(error)
    except DomainError as error:
        tell(form, error)
    return None


def _part(request: HttpRequest, form: WizardForm) -> int:
    """Which is shown: the one that was asked for, or an earlier one that something is wrong with."""
    sent = request.POST.get("part", "0")
    now = min(int(sent), len(PARTS) - 1) if sent.isdecimal() else 0
    go = request.POST.get("go", "look")
    if go == "back":
        return max(0, now - 1)
    wrong = part_with_errors(form)
    if wrong is not None and wrong <= now:
        return wrong
    return min(now + 1, len(PARTS) - 1) if go == "next" else now
