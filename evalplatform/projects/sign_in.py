"""The dashboard's form to sign in, which counts attempts as the API does."""

from typing import Any

from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from evalplatform.projects import guessing


class LoginForm(AuthenticationForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if username and self.request is not None:
            try:
                guessing.count(self.request, str(username))
            except guessing.TooManyGuesses as error:
                raise ValidationError(error.message, code=error.code) from None
        found: dict[str, Any] = super().clean()
        return found
