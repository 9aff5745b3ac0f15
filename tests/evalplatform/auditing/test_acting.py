from contextvars import copy_context
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evalplatform.auditing import acting
from evalplatform.auditing.models import Entry
from evalplatform.projects.models import Member, Project, Role, User
from integrations.models import Connection, Receipt
from tests.exports.conftest import jobs_sent  # noqa: F401 (a fixture)
from tests.integrations.inward import connect, deliver, payload

pytestmark = pytest.mark.django_db
ADA = acting.Acting("person", "7", "ada", "request-1", "192.0.2.1")


def told() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("who", "action"))


def test_a_change_names_who_made_it_and_what_was_there(project: Project) -> None:
    with acting.by(lambda: ADA):
        Project.objects.filter(id=project.id).update(retention_days=30, name=project.name)
    entry = Entry.objects.latest("id")
    assert (entry.who_kind, entry.who_id, entry.who, entry.request_id, entry.address) == tuple(ADA[i] for i in (0, 1, 2, 3, 4))
    assert (entry.action, entry.project, entry.object_label) == ("project.changed", project, project.slug)
    assert entry.details == {"fields": ["retention_days"], "values": {"retention_days": [None, 30]}}


def test_what_nobody_did_was_the_server(project: Project) -> None:
    with acting.by(lambda: ADA):
        Project.objects.filter(id=project.id).update(retention_days=30)
    Project.objects.filter(id=project.id).update(retention_days=31)
    assert told()[-2:] == [("ada", "project.changed"), ("", "project.changed")]
    assert Entry.objects.latest("id").who_kind == "system"


def test_who_acts_is_told_again_after_a_rollback(project: Project) -> None:
    with acting.by(lambda: ADA):
        with transaction.atomic():
            Project.objects.filter(id=project.id).update(retention_days=30)
            transaction.set_rollback(True)
        Project.objects.filter(id=project.id).update(retention_days=31)
    assert [one for one in told() if one[1] == "project.changed"] == [("ada", "project.changed")]


def test_nothing_is_told_of_columns_that_are_not_watched(project: Project) -> None:
    before = Entry.objects.count()
    Project.objects.filter(id=project.id).update(cleaned_at=timezone.now())
    User.objects.update(last_login=timezone.now())
    assert Entry.objects.count() == before


def test_no_secret_is_told() -> None:
    user = User.objects.create_user("eve", password="not-told-1")  # noqa: S106
    user.set_password("not-told-2")
    user.email = "eve@example.com"
    user.save()
    assert Entry.objects.latest("id").details == {"fields": ["email", "password"]}
    assert Entry.objects.latest("id").action == "person.password_changed"
    assert "told" not in str(list(Entry.objects.values()))
    assert "eve@" not in str(list(Entry.objects.values()))


def test_a_command_acts_by_its_name(project: Project) -> None:
    def changed() -> None:
        acting.by_command(["/srv/manage.py", "shell"])
        Project.objects.filter(id=project.id).update(retention_days=30)

    copy_context().run(changed)
    assert (Entry.objects.latest("id").who_kind, told()[-1]) == ("command", ("shell", "project.changed"))
    copy_context().run(acting.by_command, ["pytest", "shell"])
    assert acting.now().kind == "system"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_opened_again_tells_once(project: Project) -> None:
    with connection.cursor():
        before = len(connection.execute_wrappers)
    connection.close()
    with connection.cursor():
        assert len(connection.execute_wrappers) == before == 1


@pytest.mark.parametrize("statement", ["UPDATE auditing_entry SET who = 'somebody else'", "DELETE FROM auditing_entry"])
def test_the_log_stays_as_it_was_written(project: Project, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="Entries of the audit log"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_log_outlives_its_project(project: Project) -> None:
    id = project.id
    project.delete()
    assert Entry.objects.filter(project_id=id, action="project.deleted").count() == 1


def test_a_replay_is_told_and_work_on_the_receipt_is_not(project: Project) -> None:
    connected = Connection.objects.create(project=project, kind="github", name="bot")
    given: dict[str, Any] = {"delivery_id": "d", "event": "ping", "body": b"", "size": 0, "state": "ignored"}
    one = Receipt.objects.create(
        project=project, connection=connected, **given, finished_at=timezone.now(), next_attempt_at=None, reason="ping"
    )
    before = len(told())
    Receipt.objects.filter(id=one.id).update(reason="other")
    with acting.by(lambda: ADA):
        Receipt.objects.filter(id=one.id).update(replays=1)
    assert told()[before:] == [("ada", "receipt.replayed")]


def test_a_delivery_over_the_connection_of_somebody_is_not_theirs(project: Project, jobs_sent: list[Any]) -> None:  # noqa: F811
    connect(project)
    with acting.by(lambda: ADA):
        Project.objects.filter(id=project.id).update(retention_days=30)
    before = Entry.objects.count()
    assert deliver("github", "push", payload("github/push__main")).status_code == 202
    assert Entry.objects.count() == before


def test_after_a_request_its_connection_knows_nobody(project: Project) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    form = {"slug": "again", "name": "Again", "retention_days": "", "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    assert client.post(reverse("admin:projects_project_change", args=[project.id]), form).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('evalplatform.acting', true)")
        assert cursor.fetchone() == ("",)


def test_the_back_office_is_told_too(project: Project) -> None:
    root = User.objects.create_superuser("root")
    client = Client()
    client.force_login(root)
    data = {"slug": "renamed", "name": "Renamed", "retention_days": ""}
    form = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    answer = client.post(reverse("admin:projects_project_change", args=[project.id]), {**data, **form})
    assert answer.status_code == 302, answer.content
    assert told()[-2:] == [("root", "person.signed_in"), ("root", "project.changed")]


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.EDITOR, 403)])
def test_admins_read_the_log_of_their_projects(project: Project, role: Role, status: int) -> None:
    other = Project.objects.create(slug="hidden-one", name="Hidden")
    user = User.objects.create_user("eve", is_staff=True)
    Member.objects.create(project=project, user=user, role=role)
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("admin:auditing_entry_changelist"))
    assert answer.status_code == status
    if status == 200:
        assert ("member.created" in answer.content.decode(), other.slug in answer.content.decode()) == (True, False)
        entry = Entry.objects.filter(project=project).latest("id")
        assert client.get(reverse("admin:auditing_entry_change", args=[entry.id])).status_code == 200
        assert client.post(reverse("admin:auditing_entry_change", args=[entry.id]), {"who": "x"}).status_code == 403
        assert client.get(reverse("admin:auditing_entry_delete", args=[entry.id])).status_code == 403
