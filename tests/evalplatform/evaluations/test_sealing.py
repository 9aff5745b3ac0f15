from typing import Any

from evalplatform import sealed
from evalplatform.evaluations import sealing, suites
from evalplatform.evaluations.models import Dataset, Evaluation
from tests.evalplatform.evaluations.conftest import Ask

OLD, NEW = "o" * 32, "n" * 32


def test_keys_are_sealed_anew_and_lost_ones_named(dataset: Dataset, ask: Ask, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    evaluation = ask(source={"endpoint": {"url": "https://h.example/v1", "model": "m", "key": "s3cret"}})
    settings.SECRETS_KEYS = (NEW, OLD)
    assert sealing.reseal() == (1, [])
    settings.SECRETS_KEYS = (NEW,)
    found = Evaluation.objects.get(id=evaluation.id)
    assert sealed.unseal(found.sealed_key, purpose=sealing.ENDPOINT) == "s3cret"
    settings.SECRETS_KEYS = ("x" * 32,)
    assert sealing.reseal() == (0, [str(evaluation.id)])


def test_keys_of_suites_too(dataset: Dataset, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    body = {"name": "s", "dataset": "questions", "scorers": [{"name": "exact_match"}], "judge": {"url": "https://j.example", "key": "t0p"}}
    suite = suites.create_suite(dataset.project_id, body)
    settings.SECRETS_KEYS = (NEW, OLD)
    assert sealing.reseal_suites() == (1, [])
    settings.SECRETS_KEYS = (NEW,)
    suite.refresh_from_db()
    assert (suite.sealed_key, sealed.unseal(suite.sealed_judge_key, purpose=sealing.JUDGE)) == ("", "t0p")
    settings.SECRETS_KEYS = ("x" * 32,)
    assert sealing.reseal_suites() == (0, [str(suite.id)])
