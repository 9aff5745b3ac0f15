"""The people of the back office."""

from tests.evalplatform.evaluations.admin.conftest import boss, editor, outsider, signed_in, viewer  # noqa: F401 (fixtures)
