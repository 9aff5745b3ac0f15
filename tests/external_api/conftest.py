"""Exports that the API's tests ask for run as those of the engine's own tests do."""

from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
