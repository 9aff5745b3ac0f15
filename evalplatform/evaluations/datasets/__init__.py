"""Datasets: their names, versions that never change, the examples of a version, and every way in which examples come in."""

from evalplatform.evaluations.datasets.changing import Asked, Change, change_examples
from evalplatform.evaluations.datasets.finding import draft_of, examples_of, find, find_by_id, listed, version_at, version_of
from evalplatform.evaluations.datasets.managing import create_dataset, delete_dataset, rename_dataset
from evalplatform.evaluations.datasets.publishing import publish_draft

__all__ = [
    "Asked",
    "Change",
    "change_examples",
    "create_dataset",
    "delete_dataset",
    "draft_of",
    "examples_of",
    "find",
    "find_by_id",
    "listed",
    "publish_draft",
    "rename_dataset",
    "version_at",
    "version_of",
]
