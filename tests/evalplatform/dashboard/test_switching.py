from django.test import Client

from evalplatform.projects.models import Project, Role
from tests.external_api.people import person


def test_the_switch_chooses_the_project_of_the_session(project: Project, stranger_project: Project, client: Client) -> None:
    user = person("both", (project, Role.VIEWER), (stranger_project, Role.ADMIN))
    user.is_staff = True
    user.save()
    client.force_login(user)
    page = client.get("/admin/project").content.decode()
    assert "Ours (viewer)" in page
    assert "Theirs (admin)" in page
    assert client.get("/api/external/traces").status_code == 400
    assert client.post("/admin/project", {"project": "theirs"}).status_code == 302
    assert client.get("/api/external/traces").status_code == 200


def test_no_way_into_a_project_of_others(project: Project, stranger_project: Project, client: Client) -> None:
    user = person("one", (project, Role.VIEWER))
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert "not a member" in client.post("/admin/project", {"project": "theirs"}).content.decode()
    assert "project" not in client.session


def test_strangers_are_sent_to_the_login(db: None, client: Client) -> None:
    assert client.get("/admin/project").headers["Location"].startswith("/admin/login/")
