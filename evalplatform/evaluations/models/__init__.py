"""What was measured: datasets with their examples, suites, evaluations and their results."""

from evalplatform.evaluations.models.dataset import Dataset, DatasetVersion, Example
from evalplatform.evaluations.models.evaluation import Evaluation, EvaluationState, SourceKind, Verdict
from evalplatform.evaluations.models.result import Result, ResultState
from evalplatform.evaluations.models.suite import Suite, Waiver

__all__ = [
    "Dataset",
    "DatasetVersion",
    "Evaluation",
    "EvaluationState",
    "Example",
    "Result",
    "ResultState",
    "SourceKind",
    "Suite",
    "Verdict",
    "Waiver",
]
