"""API keys in the back office: made and rotated with the secret shown once, revoked, never changed beyond tier and note."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action, display

from evalplatform.errors import DomainError, InvalidInput
from evalplatform.projects.held import HeldByProject
from evalplatform.projects.models import Member, Role
from evalplatform.projects.rights import rights_of
from external_api import key_requests, keys
from external_api.admin import used
from external_api.models import ApiKey
from external_api.scopes import SCOPES

OVERLAP = timedelta(days=1)


def superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


class NewKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        choices=[(name, f"{name}: {says}") for name, says in SCOPES.items()], widget=forms.CheckboxSelectMultiple
    )
    allowed_networks = forms.CharField(required=False, help_text="separated by commas, such as 192.0.2.0/24; empty is from everywhere")
    expires_at = forms.DateTimeField(required=False, help_text="such as 2030-01-31 12:00, in UTC; empty is never")

    class Meta:
        model = ApiKey
        fields = ("name", "project", "owner", "tier", "scopes", "allowed_networks", "expires_at", "note")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        owner, project = found.get("owner"), found.get("project")
        if owner and project and not Member.objects.filter(user=owner, project=project).exists():
            self.add_error("owner", "This person is not a member of the project, so the key would open nothing.")
        expires_at = found.get("expires_at")
        sent = {name: found.get(name) for name in ("name", "scopes", "note")}
        networks = [one.strip() for one in str(found.get("allowed_networks") or "").split(",") if one.strip()]
        try:
            self.asked = key_requests.parse({**sent, "networks": networks, "expires_at": expires_at.isoformat() if expires_at else None})
        except InvalidInput as error:
            for problem in error.problems:
                name = problem.pointer.removeprefix("/")
                field = "allowed_networks" if name == "networks" else name
                if field not in self.errors:
                    self.add_error(field, ValidationError(problem.detail, code=problem.code))
        return found


@admin.register(ApiKey)
class ApiKeyAdmin(HeldByProject):
    """A person sees their own keys, and as admin of a project all of it; what a key may use is the superuser's to say."""

    reads = "keys:read"
    list_display = ["prefix", "name", "project", "owner", "tier", "state", "last_used_at", "expiry_date"]
    list_filter = ["tier", "revoked"]
    list_select_related = ["project", "owner", "tier"]
    search_fields = ["prefix__exact", "name"]
    ordering = ["-created"]
    actions = ["rotate", "revoke"]
    change_form_outer_after_template = "admin/external_api/used.html"
    readonly_fields = (
        *("id", "prefix", "name", "project", "owner", "state", "scopes", "networks"),
        *("created", "expiry_date", "last_used_at", "rotated_from", "revoked"),
    )
    fields = ("id", "prefix", "name", "state", "project", "owner", "tier", "scopes", "networks", "note", *readonly_fields[8:])

    @display(description="state", label={"active": "success", "expired": "warning", "revoked": "danger"})  # type: ignore[untyped-decorator]
    def state(self, key: ApiKey) -> str:
        return keys.state_of(key, timezone.now())

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        return self.fields if obj else NewKeyForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_form(self, request: HttpRequest, obj: ApiKey | None = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, **({} if obj else {"form": NewKeyForm}), **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        found: QuerySet[ApiKey] = super().get_queryset(request)
        if superuser(request):
            return found
        led = Member.objects.filter(user=request.user.pk, role=Role.ADMIN).values("project")
        return found.filter(Q(owner=request.user.pk) | Q(project__in=led))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        key = self.get_object(request, unquote(object_id))
        shows = key is not None and rights_of(request).may("usage:read", key.project_id)
        more = {**(extra_context or {}), "used": used.of_key(key, request.GET) if shows else None}
        found: HttpResponse = super().change_view(request, object_id, form_url, more)
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        return superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return superuser(request)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """The list holds those alone that the person may end."""
        return rights_of(request).may_anywhere("keys:write")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if change:
            ApiKey.objects.filter(pk=obj.pk).update(tier=obj.tier, note=obj.note)
            return
        chosen = form.cleaned_data
        owner_id = chosen["owner"].id if chosen["owner"] else None
        made = keys.make(form.asked, project_id=chosen["project"].id, owner_id=owner_id, tier=chosen["tier"].name)
        obj.pk, obj.prefix = made.key.pk, made.key.prefix
        vars(request)["made"] = [made]

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        return self._shown(request, vars(request)["made"])

    @action(description="Rotate: a new key now, the old one ends in a day", permissions=["end"])  # type: ignore[untyped-decorator]
    def rotate(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> HttpResponse | None:
        if not request.POST.get("meant"):
            says = "For each of these a new key is made and shown once. Programs that have the old one have a day to change."
            return self._ask(request, chosen, name="rotate", label="Rotate", says=says)
        made = []
        with transaction.atomic():  # all or none: of a half that a crash left, nobody would have seen the secrets
            for key in chosen:
                try:
                    made.append(keys.rotate(key, overlap=OVERLAP))
                except DomainError as error:
                    self.message_user(request, f"{key.prefix}: {error.message}", level="warning")
        return self._shown(request, made) if made else None

    @action(description="Revoke at once and for good", permissions=["end"])  # type: ignore[untyped-decorator]
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> HttpResponse | None:
        if not request.POST.get("meant"):
            says = "These keys are refused from the next call on, everywhere and for good. Links to files that were made with them die too."
            return self._ask(request, chosen, name="revoke", label="Revoke", says=says, is_grave=True)
        for key in chosen:
            keys.revoke(key)
        self.message_user(request, f"Revoked: {', '.join(key.prefix for key in chosen)}.")
        return None

    def _ask(self, request: HttpRequest, chosen: QuerySet[ApiKey], *, label: str, **more: Any) -> HttpResponse:
        """What it will do, before it is done."""
        context = {**self.admin_site.each_context(request), "title": f"{label} keys", "label": label, "chosen": chosen, **more}
        return TemplateResponse(request, "admin/external_api/keys_ask.html", context)

    def _shown(self, request: HttpRequest, made: list[keys.Made]) -> HttpResponse:
        """The page itself shows the secrets: a message would travel in a cookie, a redirect in an address."""
        context = {**self.admin_site.each_context(request), "title": "New keys", "made": made}
        return TemplateResponse(request, "admin/external_api/key_made.html", context, headers={"Cache-Control": "no-store"})
