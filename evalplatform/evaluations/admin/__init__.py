"""The back office of evaluations, one module a page, all of them named here, where Django looks."""

from evalplatform.evaluations.admin.datasets import DatasetAdmin
from evalplatform.evaluations.admin.evaluations import EvaluationAdmin
from evalplatform.evaluations.admin.suites import SuiteAdmin

__all__ = ["DatasetAdmin", "EvaluationAdmin", "SuiteAdmin"]
