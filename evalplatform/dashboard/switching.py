"""The dashboard's switch: in which project a person works."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from evalplatform.errors import DomainError
from evalplatform.projects import choice
from evalplatform.projects.models import Member, User


def switch(request: HttpRequest) -> HttpResponse:
    """GET shows the person's projects, POST chooses one for this session and its calls of the API."""
    user = request.user
    if not isinstance(user, User):  # admin_view has sent strangers to the login
        raise TypeError("The dashboard was reached without a login")
    if request.method == "POST":
        try:
            chosen = choice.choose(request, user, request.POST.get("project", ""))
            messages.success(request, f"You work in {chosen.project} now, as {chosen.role}.")
            return HttpResponseRedirect(reverse("admin:index"))
        except DomainError as error:
            messages.error(request, error.message)
    context = {
        **admin.site.each_context(request),
        "title": "Project",
        "memberships": Member.objects.select_related("project").filter(user=user).order_by("project__slug"),
        "chosen": request.session.get(choice.SESSION_KEY),
    }
    return TemplateResponse(request, "admin/projects/switch.html", context)
