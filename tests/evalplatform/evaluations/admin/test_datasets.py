import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from evalplatform.projects.models import Project
from tests.evalplatform.backoffice.conftest import page, status
from tests.evalplatform.evaluations.conftest import add_dataset

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE = "evaluations_dataset_changelist", "evaluations_dataset_change"


def test_versions_and_examples(viewer: Client, project: Project) -> None:
    one = add_dataset(project, [{"input": "<b>five?", "reference": {"answer": 5}}, {"input": ["x" * 2000]}])
    assert "questions" in page(viewer, LIST)
    shown = page(viewer, ONE, one.id)
    assert "&lt;b&gt;five?" in shown
    assert "<b>five" not in shown
    assert "{&quot;answer&quot;:5}" in shown
    assert "x" * 400 in shown
    assert "x" * 501 not in shown


def test_examples_page_by_page(viewer: Client, project: Project) -> None:
    one = add_dataset(project, [{"input": f"q{n}", "external_id": f"e-{n}"} for n in range(30)])
    first = page(viewer, ONE, one.id)
    (further,) = re.findall(r'href="(\?[^"]*after=[^"]*)"', first)
    second = viewer.get(reverse(f"admin:{ONE}", args=[one.id]) + unescape(further)).content.decode()
    keys = [re.findall(r">(e-\d+)<", shown) for shown in (first, second)]
    assert [len(found) for found in keys] == [25, 5]
    assert keys[0] + keys[1] == [f"e-{n}" for n in range(30)]


def test_the_examples_of_an_older_version(viewer: Client, project: Project) -> None:
    one = add_dataset(project, [{"input": "old"}])
    Example.objects.update(removed_in=2)
    Example.objects.create(project=project, dataset=one, external_id="new", input='"new"', content_hash=b"", added_in=2)
    DatasetVersion.objects.create(dataset=one, number=2, examples=1, content_hash=b"")
    Dataset.objects.update(latest=2)
    assert ">e-0<" in page(viewer, ONE, one.id, version="1")
    for version in ("", "2", "3", "-1", "x", "٢"):
        assert ">e-0<" not in page(viewer, ONE, one.id, version=version, after="nonsense")


def test_one_without_a_version(viewer: Client, project: Project) -> None:
    one = Dataset.objects.create(project=project, name="empty")
    assert "none is published" in page(viewer, ONE, one.id)


def test_a_stranger_sees_nothing(outsider: Client, project: Project) -> None:
    one = add_dataset(project, [])
    assert "questions" not in page(outsider, LIST)
    assert status(outsider, ONE, one.id) == 404
