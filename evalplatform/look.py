"""How the back office looks and is called: django-unfold's setting."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

SETTINGS: dict[str, Any] = {
    "SITE_TITLE": "evalplatform",
    "SITE_HEADER": "evalplatform",
    "SITE_SYMBOL": "dataset",
    "DASHBOARD_CALLBACK": "evalplatform.dashboard.home.context",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("projects/icon.svg")}],
    "LOGIN": {"form": "evalplatform.projects.sign_in.LoginForm"},
    "SITE_DROPDOWN": [{"icon": "swap_horiz", "title": "Project", "link": reverse_lazy("project-switch")}],
}
