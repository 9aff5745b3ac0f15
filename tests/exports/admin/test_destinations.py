import pytest
from django.test import Client

from evalplatform.projects.models import Project
from exports import destinations
from tests.exports.admin.conftest import page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_destination_without_its_secrets(office: Client, project: Project) -> None:
    body = {"name": "lake", "kind": "http", "settings": {"url": "https://example.com/in"}, "secrets": {"authorization": "hunter2"}}
    lake = destinations.create(project_id=project.id, body=body)
    assert "lake" in page(office, "destination_changelist")
    shown = page(office, "destination_change", lake.id)
    assert "https://example.com/in" in shown
    assert "authorization" in shown
    assert "hunter2" not in shown
    assert lake.sealed not in shown
