import pytest

from evalplatform.projects.models import Project
from integrations import candidates, connections
from tests.integrations.inward import connect

pytestmark = pytest.mark.django_db


def test_those_that_name_the_repository(project: Project) -> None:
    first = connect(project, repositories=["acme/bot", "acme/web"])
    connect(project, repositories=["acme/other"])
    connect(project, "gitlab", repositories=["acme/bot"])
    theirs = connect(Project.objects.create(slug="theirs", name="Theirs"), repositories=["acme/bot"])
    assert [one.id for one in candidates.of_repository("github", "acme/bot")] == [first.id, theirs.id]
    connections.delete(theirs)
    assert [one.id for one in candidates.of_repository("github", "acme/bot")] == [first.id]


def test_they_have_what_a_delivery_needs_at_once(project: Project, django_assert_num_queries: object) -> None:
    connect(project, repositories=["acme/bot"])
    (found,) = candidates.of_repository("github", "acme/bot")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert (found.project_id, found.kind, found.former_until, found.received_at) == (project.id, "github", None, None)
        assert found.sealed_secret
