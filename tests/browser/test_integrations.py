"""The pages of integrations and their main actions, in a browser."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from standardwebhooks import Webhook

from evalplatform.projects.models import Project, Role
from integrations import connections
from integrations.models import Attempt, Connection, Delivery, DeliveryState, Endpoint, Receipt, ReceiptState, Run
from integrations.webhooks import endpoints
from tests.browser.conftest import SignIn, staff
from tests.exports.conftest import drain  # noqa: F401 (a fixture)
from tests.integrations.conftest import happen, jobs_sent, receiver  # noqa: F401 (fixtures)
from tests.integrations.providers.forge import Failure, serving
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connected(project: Project) -> Connection:
    made, _ = connections.create(project_id=project.id, body={"kind": "github", "name": "bot", "repositories": ["acme/bot"]})
    return made


@pytest.fixture
def endpoint(project: Project) -> Endpoint:
    return endpoints.create(project_id=project.id, body={"kind": "standard", "url": "https://example.com/in"}).endpoint


def test_connect_rotate_and_delete(sign_in: SignIn, project: Project) -> None:
    tab = sign_in(staff(project, Role.ADMIN))
    assert "Connect" in tab.visit(reverse("admin:integrations_connection_add"))

    def fill(page: Page) -> None:
        page.get_by_label("Name (needed)").fill("bot")
        page.get_by_label("Repositories").fill("acme/bot")
        page.get_by_role("button", name="Connect").click()

    tab.do(fill)
    assert "this is the only time" in tab.look()
    one = Connection.objects.get()
    tab.do(lambda page: page.get_by_role("link", name="I have it").click())
    assert f"/api/integrations/webhooks/github/{one.id}" in tab.look()
    tab.do(lambda page: page.get_by_role("link", name="Rotate the secret").click())
    tab.look()
    tab.do(lambda page: page.get_by_role("button", name="Rotate the secret").click())
    assert "the one before is taken for 24 hours more" in tab.look()
    tab.visit(reverse("admin:integrations_connection_step", args=[one.id, "delete"]))
    tab.do(lambda page: page.get_by_role("button", name="Delete").click())
    assert "The connection is deleted." in tab.look()


def test_a_refused_form_says_where(sign_in: SignIn, project: Project) -> None:
    tab = sign_in(staff(project, Role.ADMIN))
    tab.forgiven.add(400)
    tab.visit(reverse("admin:integrations_connection_add"))

    def fill(page: Page) -> None:
        page.get_by_label("Name (needed)").fill("bot")
        page.get_by_label("Repositories").fill("bot")
        page.get_by_role("button", name="Connect").click()

    tab.do(fill)
    assert "Line 1: A repository is owner/name" in tab.look()


def test_a_receipt_is_replayed(sign_in: SignIn, connected: Connection) -> None:
    body = b'{"zen": "<b>Keep it logically awesome.</b>"}'
    ended = {"state": ReceiptState.IGNORED, "reason": "ping", "next_attempt_at": None, "finished_at": timezone.now()}
    given = {"delivery_id": str(uuid.uuid4()), "event": "ping", "headers": {"x-github-event": "ping"}, "body": body, "size": len(body)}
    one = Receipt.objects.create(project=connected.project, connection=connected, **given, **ended)
    Run.objects.create(project=connected.project, connection=connected, receipt=one, trigger="push", repository="acme/bot", sha="c" * 40)
    tab = sign_in(staff(connected.project, Role.ADMIN))
    tab.visit(reverse("admin:integrations_receipt_changelist"))
    tab.visit(reverse("admin:integrations_receipt_change", args=[one.id]))
    tab.do(lambda page: page.get_by_role("link", name="Replay").click())
    tab.do(lambda page: page.get_by_role("button", name="Replay").click())
    assert "The receipt is processed once more" in tab.look()


def test_a_connection_is_tested(sign_in: SignIn, project: Project, loopback_allowed: None) -> None:
    with serving() as forge:
        given = {"kind": "github", "name": "bot", "repositories": ["acme/bot"], "base_url": forge.url, "token": "not-a-token"}
        made, _ = connections.create(project_id=project.id, body=given)
        tab = sign_in(staff(project, Role.ADMIN))
        for failures, says in (([], "the repositories can be seen"), ([Failure(401)], "did not answer as it must")):
            forge.failures = failures
            tab.visit(reverse("admin:integrations_connection_step", args=[made.id, "test"]))
            tab.do(lambda page: page.get_by_role("button", name="Test").click())
            assert says in tab.look()


def test_an_endpoint_is_made_and_hears_a_test(
    sign_in: SignIn,
    project: Project,
    receiver: Receiver,  # noqa: F811
    drain: Callable[[], None],  # noqa: F811
) -> None:
    tab = sign_in(staff(project, Role.ADMIN))
    tab.visit(reverse("admin:integrations_endpoint_add"))

    def fill(page: Page) -> None:
        page.get_by_label("Address").fill(receiver.url + "/a")
        page.get_by_role("button", name="Add an endpoint").click()

    tab.do(fill)
    secret = re.search(r"whsec_[\w+/=-]+", tab.look())
    assert secret
    tab.visit(reverse("admin:integrations_endpoint_step", args=[Endpoint.objects.get().id, "test"]))
    tab.do(lambda page: page.get_by_role("button", name="Send a test").click())
    assert "A test is on its way" in tab.look()
    drain()
    (heard,) = receiver.accepted
    assert Webhook(secret[0]).verify(heard.body, heard.headers)["type"] == "endpoint.test"


def test_a_run(sign_in: SignIn, connected: Connection) -> None:
    run = Run.objects.create(project=connected.project, connection=connected, trigger="push", repository="acme/bot", sha="c" * 40)
    run.checks.create(name="answers", touched_by=["prompts/a.txt"])
    tab = sign_in(staff(connected.project, Role.EDITOR))
    tab.visit(reverse("admin:integrations_run_changelist"))
    tab.visit(reverse("admin:integrations_run_change", args=[run.id]))
    tab.do(lambda page: page.get_by_role("link", name="Cancel").click())
    tab.look()
    tab.do(lambda page: page.get_by_role("button", name="Cancel").click())
    assert "The run and its evaluations have ended." in tab.look()


def test_an_endpoint_and_its_deliveries(sign_in: SignIn, project: Project, endpoint: Endpoint) -> None:
    ended = {"state": DeliveryState.FAILED, "reason": "given_up", "next_attempt_at": None, "finished_at": timezone.now()}
    sent = Delivery.objects.create(project=project, endpoint=endpoint, event=happen(project), attempts=1, **ended)
    Attempt.objects.create(delivery=sent, number=1, status=500, code="status_500", answer="x" * 1000, finished_at=timezone.now())
    tab = sign_in(staff(project, Role.ADMIN))
    for name in ("endpoint_changelist", "endpoint_add", "delivery_changelist"):
        tab.visit(reverse(f"admin:integrations_{name}"))
    tab.visit(reverse("admin:integrations_endpoint_change", args=[endpoint.id]))
    for name in ("change", "recover", "rotate"):
        tab.visit(reverse("admin:integrations_endpoint_step", args=[endpoint.id, name]))
    tab.visit(reverse("admin:integrations_delivery_change", args=[sent.id]))
    tab.do(lambda page: page.get_by_role("link", name="Redeliver").click())
    tab.do(lambda page: page.get_by_role("button", name="Redeliver").click())
    assert "The event is sent once more." in tab.look()
