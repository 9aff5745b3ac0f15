"""The forms of a report by name, each with its media type."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from evalplatform.evaluations.report.html import html
from evalplatform.evaluations.report.junit import junit
from evalplatform.evaluations.report.markdown import markdown
from evalplatform.exact_json import dumps


class Form(NamedTuple):
    """`write` takes a report as JSON."""

    media_type: str
    write: Callable[[dict[str, Any]], str]


FORMS: Mapping[str, Form] = {
    "json": Form("application/json", dumps),
    "markdown": Form("text/markdown", markdown),
    "junit": Form("application/xml", junit),
    "html": Form("text/html", html),
}
