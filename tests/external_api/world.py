"""One of everything in a project, and for each operation of the API a call that a caller who may do it succeeds with.

`CALLS` has a row for each operation: an operation without one fails the test of access.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role
from evalplatform.tracing.models import LanguageModel, Trace
from exports.models import Export, State
from external_api import tokens
from external_api.keys import create_key
from external_api.models import ApiKey
from external_api.scopes import SCOPES
from external_api.tiers import tier_named
from tests.evalplatform.evaluations.conftest import add_dataset
from tests.external_api.people import PASSWORD, person
from tests.integrations import calls as outwards
from tests.integrations import inward_calls as inwards

S3 = {"kind": "s3", "settings": {"bucket": "bkt", "region": "eu-central-1", "endpoint_url": "https://127.0.0.1:9"}}
SECRETS = {"access_key_id": "not-a-key", "secret_access_key": "not-a-secret"}
SCHEDULE = {"cron": "30 2 * * *", "time_zone": "UTC", "window": "created", "request": {"resource": "traces"}}


@dataclass(frozen=True)
class Call:
    """`stranger` is what an admin of another project gets: 404 for what has an id, else the same as here, about nothing of ours."""

    status: int
    path: str = ""
    body: Any = None
    stranger: int = 404
    query: str = ""
    also: tuple[str, ...] = ()  # scopes that this body needs beside those of the operation


class World:
    """Makes what calls are about, new for each call, through the API itself."""

    def __init__(self, project: Project, drain: Callable[[], None]) -> None:
        self.project = project
        self.drain = drain
        self.api = APIClient()
        self.api.credentials(HTTP_X_API_KEY=create_key(project=project, name="maker", scopes=SCOPES))
        self.made = 0
        tier_named(settings.PEOPLE_TIER)  # its row is there in a real database

    def name(self) -> str:
        self.made += 1
        return f"name-{self.made}"

    def post(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.api.post(path, body, format="json")
        assert answer.status_code in (200, 201, 202), answer.content
        return dict(answer.json())

    def trace(self) -> str:
        return str(self.post("/api/external/traces", {"input": self.name(), "user_id": "u"})["results"][0]["id"])

    def export(self, state: str = "queued") -> str:
        id = str(self.post("/api/exports", {"resource": "traces", "fields": ["external_id"]})["id"])
        if state == State.COMPLETED:
            self.drain()
        else:
            Export.objects.filter(id=id).update(state=state, finished_at=timezone.now() if state == State.FAILED else None)
        return id

    def file(self) -> str:
        id = self.export(State.COMPLETED)
        return f"{id}/files/{Export.objects.get(id=id).files.get(companion=False).name}"

    def rejects(self) -> str:
        Trace.objects.filter(project=self.project).delete()
        self.post("/api/external/traces", [{"input": "no chat", "output": None}, {"input": "q", "output": "a"}])
        id = str(self.post("/api/exports", {"resource": "traces", "shape": "openai-chat"})["id"])
        self.drain()
        return id

    def destination(self) -> str:
        return str(self.post("/api/exports/destinations", {"name": self.name(), **S3, "secrets": SECRETS})["id"])

    def schedule(self) -> str:
        return str(self.post("/api/exports/schedules", {"name": self.name(), **SCHEDULE})["id"])

    def model(self) -> str:
        return str(LanguageModel.objects.create(name=self.name(), provider="acme").id)

    def dataset(self, *, draft: bool = False) -> str:
        """One with one example; with `draft` another one waits to be published."""
        id = str(self.post(DATASETS, {"name": self.name()})["id"])
        self.post(f"{DATASETS}/{id}/examples", {"examples": [{"external_id": "q", "input": "2+2"}]})
        if draft:
            self.post(f"{DATASETS}/{id}/examples", {"examples": [{"input": "3+3"}], "publish": False})
        return id

    def example(self) -> str:
        """The path of one behind that of datasets."""
        id = self.dataset()
        (found,) = self.api.get(f"{DATASETS}/{id}/examples").json()["results"]
        return f"{id}/examples/{found['id']}"

    def evaluation(self, *, done: bool = False) -> str:
        """One of two examples, q-1 and q-2, that waits for their outputs, or has completed without them."""
        name = self.name()
        add_dataset(self.project, [{"input": "2+2", "reference": "4", "external_id": f"q-{number}"} for number in (1, 2)], name=name)
        id = str(self.post(EVALUATIONS, {"dataset": name, "scorers": [{"name": "last_number"}], "source": {"outputs": []}})["id"])
        if done:
            self.post(f"{EVALUATIONS}/{id}/finish", None)
            self.drain()
        return id

    def suite(self) -> str:
        scorers = [{"name": "last_number"}]
        return str(self.post(SUITES, {"name": self.name(), "target": {"traces": {}}, "scorers": scorers})["id"])

    def waiver(self) -> str:
        """The path of one behind that of suites."""
        id = self.suite()
        return f"{id}/waivers/{self.post(f'{SUITES}/{id}/waivers', waiver())['id']}"

    def job(self) -> str:
        return str(self.post("/api/jobs", {"kind": "analysis"})["id"])

    def batch(self) -> str:
        body = {"operations": [{"op": "traces.create", "body": {"input": 1}}], "background": True}
        return str(self.post("/api/external/batch", body)["id"])

    def key(self) -> str:
        """One that belongs to the project, so that of people only its admins see it."""
        create_key(project=self.project, name=self.name(), scopes=["traces:read"])
        return str(ApiKey.objects.latest("created").id)


def waiver() -> dict[str, Any]:
    return {"reason": "known", "until": (timezone.now() + timedelta(days=1)).isoformat()}


def _credentials(world: World) -> dict[str, str]:
    return {"username": person(world.name(), (world.project, Role.VIEWER)).username, "password": PASSWORD}


def _pair(world: World) -> tokens.Pair:
    from django.test import RequestFactory

    return tokens.obtain(RequestFactory().post("/"), **_credentials(world))


Row = Callable[[World], Call]
EXPORTS, EXTERNAL, EVALUATIONS = "/api/exports", "/api/external", "/api/external/evaluations"
DATASETS, SUITES = "/api/external/datasets", "/api/external/suites"
CALLS: dict[str, Row] = {
    "GET /api/exports": lambda world: Call(200, stranger=200),
    "POST /api/exports": lambda world: Call(202, body={"resource": "traces"}, stranger=202),
    "GET /api/exports/destinations": lambda world: Call(200, stranger=200),
    "POST /api/exports/destinations": lambda world: Call(201, body={"name": world.name(), **S3, "secrets": SECRETS}, stranger=201),
    "GET /api/exports/destinations/{id}": lambda world: Call(200, f"{EXPORTS}/destinations/{world.destination()}"),
    "PATCH /api/exports/destinations/{id}": lambda world: Call(
        200, f"{EXPORTS}/destinations/{world.destination()}", body={"name": world.name()}
    ),
    "DELETE /api/exports/destinations/{id}": lambda world: Call(204, f"{EXPORTS}/destinations/{world.destination()}"),
    "POST /api/exports/destinations/{id}/test": lambda world: Call(200, f"{EXPORTS}/destinations/{world.destination()}/test"),
    "GET /api/exports/formats": lambda world: Call(200, stranger=200),
    "POST /api/exports/preview": lambda world: Call(200, body={"resource": "traces"}, stranger=200),
    "GET /api/exports/schedules": lambda world: Call(200, stranger=200),
    "POST /api/exports/schedules": lambda world: Call(201, body={"name": world.name(), **SCHEDULE}, stranger=201),
    "GET /api/exports/schedules/{id}": lambda world: Call(200, f"{EXPORTS}/schedules/{world.schedule()}"),
    "PATCH /api/exports/schedules/{id}": lambda world: Call(200, f"{EXPORTS}/schedules/{world.schedule()}", body={"name": world.name()}),
    "DELETE /api/exports/schedules/{id}": lambda world: Call(204, f"{EXPORTS}/schedules/{world.schedule()}"),
    "POST /api/exports/schedules/{id}/pause": lambda world: Call(200, f"{EXPORTS}/schedules/{world.schedule()}/pause"),
    "POST /api/exports/schedules/{id}/resume": lambda world: Call(200, f"{EXPORTS}/schedules/{world.schedule()}/resume"),
    "POST /api/exports/schedules/{id}/run": lambda world: Call(202, f"{EXPORTS}/schedules/{world.schedule()}/run"),
    "GET /api/exports/stream": lambda world: Call(200, query="?resource=traces", stranger=200),
    "GET /api/exports/{id}": lambda world: Call(200, f"{EXPORTS}/{world.export()}"),
    "POST /api/exports/{id}/cancel": lambda world: Call(200, f"{EXPORTS}/{world.export()}/cancel"),
    "POST /api/exports/{id}/retry": lambda world: Call(202, f"{EXPORTS}/{world.export(State.FAILED)}/retry"),
    "GET /api/exports/{id}/download": lambda world: Call(200, f"{EXPORTS}/{world.export(State.COMPLETED)}/download"),
    "GET /api/exports/{id}/files/{name}": lambda world: Call(200, f"{EXPORTS}/{world.file()}"),
    "GET /api/exports/{id}/manifest": lambda world: Call(200, f"{EXPORTS}/{world.export(State.COMPLETED)}/manifest"),
    "GET /api/exports/{id}/rejects": lambda world: Call(200, f"{EXPORTS}/{world.rejects()}/rejects"),
    "GET /api/exports/{id}/removed": lambda world: Call(200, f"{EXPORTS}/{world.export(State.COMPLETED)}/removed"),
    "GET /api/exports/{id}/events": lambda world: Call(200, f"{EXPORTS}/{world.export(State.COMPLETED)}/events"),
    "POST /api/exports/{id}/links": lambda world: Call(200, f"{EXPORTS}/{world.export(State.COMPLETED)}/links"),
    "GET /api/external/api-keys": lambda world: Call(200, stranger=200),
    "POST /api/external/api-keys": lambda world: Call(201, body={"name": "x", "scopes": ["traces:read"]}, stranger=201),
    "GET /api/external/api-keys/{id}": lambda world: Call(200, f"{EXTERNAL}/api-keys/{world.key()}"),
    "DELETE /api/external/api-keys/{id}": lambda world: Call(204, f"{EXTERNAL}/api-keys/{world.key()}"),
    "POST /api/external/api-keys/{id}/rotate": lambda world: Call(201, f"{EXTERNAL}/api-keys/{world.key()}/rotate"),
    "GET /api/external/datasets": lambda world: Call(200, stranger=200),
    "POST /api/external/datasets": lambda world: Call(201, body={"name": world.name()}, stranger=201),
    "GET /api/external/datasets/{id}": lambda world: Call(200, f"{DATASETS}/{world.dataset()}"),
    "PATCH /api/external/datasets/{id}": lambda world: Call(200, f"{DATASETS}/{world.dataset()}", body={"name": world.name()}),
    "DELETE /api/external/datasets/{id}": lambda world: Call(204, f"{DATASETS}/{world.dataset()}"),
    "GET /api/external/datasets/{id}/examples": lambda world: Call(200, f"{DATASETS}/{world.dataset()}/examples"),
    "POST /api/external/datasets/{id}/examples": lambda world: Call(
        200, f"{DATASETS}/{world.dataset()}/examples", body={"examples": [{"input": world.name()}]}
    ),
    "GET /api/external/datasets/{id}/examples/{example}": lambda world: Call(200, f"{DATASETS}/{world.example()}"),
    "DELETE /api/external/datasets/{id}/examples/{example}": lambda world: Call(204, f"{DATASETS}/{world.example()}"),
    "POST /api/external/datasets/{id}/files": lambda world: Call(
        200, f"{DATASETS}/{world.dataset()}/files", body=[{"input": world.name()}]
    ),
    "POST /api/external/datasets/{id}/from-traces": lambda world: Call(
        200, f"{DATASETS}/{world.dataset()}/from-traces", body={"filter": {"field": "id", "op": "eq", "value": world.trace()}}
    ),
    "GET /api/external/datasets/{id}/versions": lambda world: Call(200, f"{DATASETS}/{world.dataset()}/versions"),
    "POST /api/external/datasets/{id}/versions": lambda world: Call(
        201, f"{DATASETS}/{world.dataset(draft=True)}/versions", body={"note": "more"}
    ),
    "GET /api/external/evaluations": lambda world: Call(200, stranger=200),
    "POST /api/external/evaluations": lambda world: Call(
        202, body={"scorers": [{"name": "last_number"}], "source": {"traces": {}}}, stranger=202
    ),
    "GET /api/external/evaluations/{id}": lambda world: Call(200, f"{EVALUATIONS}/{world.evaluation()}"),
    "POST /api/external/evaluations/{id}/cancel": lambda world: Call(200, f"{EVALUATIONS}/{world.evaluation()}/cancel"),
    "POST /api/external/evaluations/{id}/finish": lambda world: Call(202, f"{EVALUATIONS}/{world.evaluation()}/finish"),
    "POST /api/external/evaluations/{id}/outputs": lambda world: Call(
        200, f"{EVALUATIONS}/{world.evaluation()}/outputs", body=[{"example": "q-1", "output": "4"}]
    ),
    "GET /api/external/evaluations/{id}/compare": lambda world: Call(
        200, f"{EVALUATIONS}/{world.evaluation(done=True)}/compare", query=f"?baseline={world.evaluation(done=True)}"
    ),
    "GET /api/external/evaluations/{id}/report": lambda world: Call(200, f"{EVALUATIONS}/{world.evaluation(done=True)}/report"),
    "GET /api/external/evaluations/{id}/results": lambda world: Call(200, f"{EVALUATIONS}/{world.evaluation()}/results"),
    "POST /api/external/otlp/v1/traces": lambda world: Call(200, body={"resourceSpans": []}, stranger=200),
    "GET /api/external/suites": lambda world: Call(200, stranger=200),
    "POST /api/external/suites": lambda world: Call(
        201, body={"name": world.name(), "target": {"traces": {}}, "scorers": [{"name": "last_number"}]}, stranger=201
    ),
    "GET /api/external/suites/{id}": lambda world: Call(200, f"{SUITES}/{world.suite()}"),
    "PATCH /api/external/suites/{id}": lambda world: Call(200, f"{SUITES}/{world.suite()}", body={"name": world.name()}),
    "DELETE /api/external/suites/{id}": lambda world: Call(204, f"{SUITES}/{world.suite()}"),
    "GET /api/external/suites/{id}/waivers": lambda world: Call(200, f"{SUITES}/{world.suite()}/waivers"),
    "POST /api/external/suites/{id}/waivers": lambda world: Call(201, f"{SUITES}/{world.suite()}/waivers", body=waiver()),
    "DELETE /api/external/suites/{id}/waivers/{waiver}": lambda world: Call(204, f"{SUITES}/{world.waiver()}"),
    "GET /api/external/traces": lambda world: Call(200, stranger=200),
    "POST /api/external/traces": lambda world: Call(200, body={"input": world.name()}, stranger=200),
    "DELETE /api/external/traces": lambda world: Call(200, query="?user_id=u", stranger=200),
    "GET /api/external/traces/{id}": lambda world: Call(200, f"{EXTERNAL}/traces/{world.trace()}"),
    "DELETE /api/external/traces/{id}": lambda world: Call(204, f"{EXTERNAL}/traces/{world.trace()}"),
    # it tells of traces that are gone too, so an id that was never here is no failure
    "GET /api/external/traces/{id}/exports": lambda world: Call(200, f"{EXTERNAL}/traces/{world.trace()}/exports", stranger=200),
    "POST /api/external/traces/{id}/scores": lambda world: Call(
        200, f"{EXTERNAL}/traces/{world.trace()}/scores", body={"name": "correct", "value": 1}
    ),
    "POST /api/external/batch": lambda world: Call(200, body={"operations": [{"op": "traces.create", "body": {"input": 1}}]}, stranger=200),
    "GET /api/external/batch/{id}": lambda world: Call(200, f"{EXTERNAL}/batch/{world.batch()}"),
    "GET /api/external/callbacks/secret": lambda world: Call(200, stranger=200),
    "POST /api/external/callbacks/secret": lambda world: Call(201, stranger=201),
    # the catalogue belongs to no project
    "GET /api/external/models": lambda world: Call(200, stranger=200),
    "GET /api/external/models/{id}": lambda world: Call(200, f"{EXTERNAL}/models/{world.model()}", stranger=200),
    "GET /api/external/usage": lambda world: Call(200, stranger=200),
    "GET /api/jobs": lambda world: Call(200, stranger=200),
    "POST /api/jobs": lambda world: Call(202, body={"kind": "analysis"}, stranger=202, also=("traces:read",)),
    "GET /api/jobs/metrics": lambda world: Call(200, stranger=200),
    "GET /api/jobs/{id}": lambda world: Call(200, f"/api/jobs/{world.job()}"),
    "POST /api/jobs/{id}/cancel": lambda world: Call(200, f"/api/jobs/{world.job()}/cancel", also=("traces:read",)),
}
CALLS |= outwards.rows(Call) | inwards.rows(Call)
# what nobody is asked about: signing in, health, documents, and links that are their own proof
OPEN: dict[str, Row] = {
    "POST /api/external/auth/token": lambda world: Call(200, body=_credentials(world)),
    "POST /api/external/auth/refresh": lambda world: Call(200, body={"refresh": _pair(world).refresh}),
    "POST /api/external/auth/verify": lambda world: Call(204, body={"token": _pair(world).access}),
    "GET /api/external/health": lambda world: Call(200),
    "GET /api/external/schemas/evaluation-report": lambda world: Call(200),
    "GET /api/docs": lambda world: Call(200),
    "GET /api/redoc": lambda world: Call(200),
    "GET /api/schema": lambda world: Call(200),
    "GET /api/exports/links/{token}/{name}": lambda world: Call(404, f"{EXPORTS}/links/forged/name"),
    **inwards.open_rows(Call),
}
