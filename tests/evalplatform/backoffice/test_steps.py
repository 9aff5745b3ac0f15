from typing import Any

import pytest
from django import forms

from evalplatform.backoffice.fields import text
from evalplatform.backoffice.steps import tell
from evalplatform.errors import Conflict, DomainError, InvalidInput, Problem


class Form(forms.Form):
    name = text("Name")
    urls = text("Urls")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InvalidInput(Problem("/name", "Too long."), Problem("/urls/1", "None.")), {"name": ["Too long."], "urls": ["Line 2: None."]}),
        (InvalidInput(Problem("/name/a~1b", "Odd.")), {"name": ["Odd."]}),
        (InvalidInput(Problem("", "No."), Problem("/other", "Neither.")), {"__all__": ["No.", "Neither."]}),
        (Conflict("name_taken", "Taken."), {"name": ["Taken."]}),
        (Conflict("status_name_taken", "Taken."), {"__all__": ["Taken."]}),
        (Conflict("already_ended", "Over."), {"__all__": ["Over."]}),
    ],
    ids=["fields", "a key within", "elsewhere", "a code", "no such field", "a state"],
)
def test_what_was_refused_stands_where_it_belongs(error: DomainError, said: dict[str, Any]) -> None:
    form = Form({})
    tell(form, error)
    assert {name: list(found) for name, found in form.errors.items()} == said
