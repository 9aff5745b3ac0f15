"""The report of training files on the page of their export: in a frame that may do nothing but show it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exports.models import Export, ExportFile
from exports.spec import REPORT_PAGE
from exports.views.sending import sent

# The page brings a policy of its own; this one holds even for a file that somebody has put in its place.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
_NONE = "-"


def frame(export: Export) -> SafeString | str:
    """The report, where there is one on this server; one that lies at a destination is among the files."""
    if not export.files.filter(name=REPORT_PAGE, companion=True, location="").exists():
        return _NONE
    address = reverse("admin:exports_export_report", args=[export.id])
    return format_html('<iframe src="{}" title="report" sandbox style="width:100%;height:48rem;border:0"></iframe>', address)


def shown(file: ExportFile, request: HttpRequest) -> HttpResponseBase:
    """The file as a page to look at. Raises FileGone."""
    answer = sent(file, request)
    del answer["Content-Disposition"]
    answer["Content-Type"] = "text/html; charset=utf-8"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
