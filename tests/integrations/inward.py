"""Connections, suites, and deliveries as the providers sign and send them."""

import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from evalplatform.evaluations.models import Dataset, Evaluation, Suite
from evalplatform.evaluations.submitting import submit_outputs
from evalplatform.projects.models import Project
from integrations import connections
from integrations.models import Connection
from tests.evalplatform.evaluations.conftest import EXACT, add_dataset

SECRET = "the secret of this repository"  # noqa: S105
TOKEN = "token-of-the-repository"  # noqa: S105
PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
SHA = "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
EXAMPLES = 40
GATE = {"rules": [{"metric": "exact_match"}], "first_passes": True}
REPOSITORIES = {"github": "acme/bot", "gitlab": "acme/research/bot"}


def payload(name: str, **change: Any) -> dict[str, Any]:
    """`github/push__main`; `change` takes the place of keys, `a__b` of those inside."""
    body: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    for key, value in change.items():
        *way, last = key.split("__")
        inner = body
        for step in way:
            inner = inner[step]
        inner[last] = value
    return body


def connect(project: Project, kind: str = "github", *, url: str = "", **body: Any) -> Connection:
    """One with a token where it has an address; its secret is SECRET."""
    given = {"kind": kind, "name": f"{kind}-{Connection.objects.count()}", "repositories": [REPOSITORIES.get(kind)], "secret": SECRET}
    reached = {"base_url": url, "token": TOKEN} if url else {}
    made, _ = connections.create(project_id=project.id, body={**given, **reached, **body})
    return made


def deliver(kind: str, event: str, body: dict[str, Any], *, id: str = "d-1", to: Any = "", secret: str = SECRET) -> HttpResponseBase:
    """What the provider would send, and its answer."""
    raw = json.dumps(body).encode()
    headers = github_headers(event, raw, id=id, secret=secret) if kind == "github" else gitlab_headers(event, id=id, secret=secret)
    path = f"/api/integrations/webhooks/{kind}" + (f"/{to}" if to else "")
    return Client().post(path, raw, content_type="application/json", headers=headers)


def github_headers(event: str, raw: bytes, *, id: str, secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), raw, sha256).hexdigest()
    return {"X-GitHub-Event": event, "X-GitHub-Delivery": id, "X-Hub-Signature-256": f"sha256={signature}"}


def gitlab_headers(event: str, *, id: str, secret: str = SECRET) -> dict[str, str]:
    return {"X-Gitlab-Event": event, "X-Gitlab-Token": secret, "Idempotency-Key": id}


def add_suite(project: Project, name: str = "answers", **columns: Any) -> Suite:
    """One whose outputs the CI job sends: EXAMPLES questions q-n with the answer n."""
    dataset = Dataset.objects.filter(project=project, name="questions").first() or add_dataset(
        project, [{"input": f"q-{n}", "reference": str(n), "external_id": f"q-{n}"} for n in range(EXAMPLES)]
    )
    given = {"dataset": dataset, "scorers": EXACT, "target": {"outputs": []}, "gate": GATE, **columns}
    return Suite.objects.create(project=project, name=name, **given)


def answer(evaluation: Evaluation, *, right: int = EXAMPLES) -> None:
    """Send all outputs, of which so many are right."""
    outputs = [{"example": f"q-{n}", "output": str(n) if n < right else "?"} for n in range(EXAMPLES)]
    assert {one.status for one in submit_outputs(evaluation, outputs)} == {"accepted"}
