"""Fields of forms in the looks of the back office: texts, lists of lines, JSON, choices, secrets."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold import widgets

from evalplatform import exact_json
from evalplatform.backoffice.sections import readable_json


def text(label: str, *, help: str = "", required: bool = False, most: int | None = None) -> forms.CharField:
    return forms.CharField(label=label, help_text=help, required=required, max_length=most, widget=_line(), strip=False)


def secret(label: str, *, help: str = "") -> forms.CharField:
    """Its value never comes back to the page, not even when another field is wrong; on many lines, as keys are."""
    return forms.CharField(label=label, help_text=help, required=False, widget=_Unshown(attrs={"rows": 3, "autocomplete": "off"}))


def choice(label: str, choices: Iterable[tuple[str, str]], *, help: str = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=help, required=required, choices=list(choices), widget=widgets.UnfoldAdminSelectWidget()
    )


def ticked(label: str, *, help: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help, required=False)


class Lines(forms.CharField):
    """A list of texts, one a line; blank lines do not count."""

    def __init__(self, label: str, *, help: str = "", rows: int = 4) -> None:
        super().__init__(label=label, help_text=help, required=False, widget=_area(rows))

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value


class Json(forms.CharField):
    """A JSON value; None is an empty field."""

    def __init__(self, label: str, *, help: str = "", rows: int = 6) -> None:
        super().__init__(label=label, help_text=help, required=False, widget=_area(rows))

    def clean(self, value: Any) -> Any:
        written = str(super().clean(value))
        if not written.strip():
            return None
        try:
            return exact_json.loads(written)
        except exact_json.NotJSON as error:
            raise ValidationError(str(error), code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else readable_json(value)


class Ticks(forms.MultipleChoiceField):
    """Any number of the choices."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], *, help: str = "") -> None:
        super().__init__(label=label, help_text=help, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple())


class _Unshown(widgets.UnfoldAdminTextareaWidget):  # type: ignore[misc]
    def get_context(self, name: str, value: Any, attrs: Any) -> Any:
        return super().get_context(name, None, attrs)


def _line() -> forms.Widget:
    made: forms.Widget = widgets.UnfoldAdminTextInputWidget()
    return made


def _area(rows: int) -> forms.Widget:
    made: forms.Widget = widgets.UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return made
