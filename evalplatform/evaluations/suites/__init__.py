"""Suites: kept under a name, checked when they are written, and what one gives to a request for an evaluation."""

from evalplatform.evaluations.suites.applying import Applied, apply, gate_of
from evalplatform.evaluations.suites.finding import find, find_by_id, listed
from evalplatform.evaluations.suites.managing import change_suite, create_suite, delete_suite

__all__ = ["Applied", "apply", "change_suite", "create_suite", "delete_suite", "find", "find_by_id", "gate_of", "listed"]
