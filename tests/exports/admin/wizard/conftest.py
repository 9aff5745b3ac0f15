"""The people of the back office."""

from tests.evalplatform.backoffice.conftest import boss, editor, outsider, signed_in, viewer  # noqa: F401 (fixtures)
