"""Lists and pages of the back office that show a project's things to its members, and change them only by steps."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from evalplatform.backoffice.sections import Section
from evalplatform.backoffice.steps import Asked, Done, Step, plain_form, tell
from evalplatform.errors import DomainError
from evalplatform.projects.held import HeldByProject
from evalplatform.projects.rights import caller_in, rights_of


class ProjectPages(HeldByProject):
    """Subclasses say what `reads` them, which `steps` there are, and by `sections` what the page of one shows."""

    steps: ClassVar[Sequence[Step]] = ()
    heavy: ClassVar[Sequence[str]] = ()  # columns that lists do without
    list_select_related: Any = ["project"]
    ordering: Any = ["-id"]
    sortable_by: Any = ()  # by another column the whole of a large table would be sorted
    list_per_page = 50
    actions = None

    def sections(self, request: HttpRequest, one: Any) -> Sequence[Section]:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*self.heavy)

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        own = path("<path:object_id>/do/<slug:name>", wrapped(self.step_view), name=f"{self._prefix}_step")
        return [own, *super().get_urls()]

    @property
    def _prefix(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """What there is to know of one, and what can be done with it."""
        one = self.found(request, object_id)
        context = {"title": str(one), "sections": self.sections(request, one), "steps": self._offered(request, one), "one": one}
        return self.shown(request, "backoffice/one", context)

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """Raises Http404, also for what belongs to a project that the person may not see."""
        one = self.get_object(request, unquote(object_id))
        if one is None:
            raise Http404("There is no such page in your projects.")
        return one

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """GET asks, POST does it."""
        one = self.found(request, object_id)
        step = next((step for step in self._offered(request, one) if step.name == name), None)
        if step is None:
            raise Http404("This cannot be done with it, or not by you.")
        return self.stepped(request, step, one.project, one)

    def stepped(self, request: HttpRequest, step: Step, project: Any, one: Any) -> HttpResponse:
        is_post = request.method == "POST"
        form = (step.form or plain_form)(project, one, request.POST if is_post else None)
        if is_post and form.is_valid():
            try:
                return self._after(request, one, step.run(Asked(request, caller_in(request, project), one, form)))
            except DomainError as error:
                tell(form, error)
        title = f"{step.label}: {one}" if one else step.label
        context = {"title": title, "step": step, "form": form, "back": self._page_of(one), "one": one, "project": project}
        return self.shown(request, "backoffice/step", context, status=400 if form.errors else 200)

    def shown(self, request: HttpRequest, template: str, context: Mapping[str, Any], **answer: Any) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "prefix": self._prefix, **context}
        return TemplateResponse(request, f"admin/{template}.html", whole, **answer)

    def _offered(self, request: HttpRequest, one: Any) -> list[Step]:
        may = rights_of(request).may
        return [step for step in self.steps if may(step.scope, one.project_id) and step.offered(one)]

    def _page_of(self, one: Any) -> str:
        return reverse(f"admin:{self._prefix}_change", args=[one.pk]) if one else reverse(f"admin:{self._prefix}_changelist")

    def _after(self, request: HttpRequest, one: Any, done: Done) -> HttpResponse:
        """The page itself shows a secret: a message would travel in a cookie, a redirect in an address."""
        to = done.to or self._page_of(one)
        if done.secret:
            context = {"title": "The secret, this once", "done": done, "to": to}
            return self.shown(request, "backoffice/secret", context, headers={"Cache-Control": "no-store"})
        self.message_user(request, done.says)
        return HttpResponseRedirect(to)
