from typing import Any

from evalplatform import sealed
from evalplatform.evaluations import sealing
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
