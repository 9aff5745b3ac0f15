"""What the keys of endpoints are sealed for, and how they are sealed anew when the server's keys rotate."""

from typing import NamedTuple

from evalplatform import sealed
from evalplatform.evaluations.models import Evaluation, Suite
from evalplatform.sealed import SecretLost

ENDPOINT, JUDGE = "evaluations.endpoint", "evaluations.judge"
_COLUMNS = {"sealed_key": ENDPOINT, "sealed_judge_key": JUDGE}


class Resealed(NamedTuple):
    """How many, and the ids of those of which a key opens with none of ours."""

    done: int
    lost: list[str]


def reseal() -> Resealed:
    """Seal all keys of evaluations with the first of SECRETS_KEYS."""
    return _resealed(Evaluation)


def reseal_suites() -> Resealed:
    """Likewise those of suites."""
    return _resealed(Suite)


def _resealed(model: type[Evaluation] | type[Suite]) -> Resealed:
    done, lost = 0, []
    for one in model._default_manager.exclude(sealed_key="", sealed_judge_key="").only("id", *_COLUMNS).iterator():
        try:
            anew = {name: sealed.rotate(found, purpose=why) for name, why in _COLUMNS.items() if (found := getattr(one, name))}
        except SecretLost:
            lost.append(str(one.id))
            continue
        done += model._default_manager.filter(id=one.id, **{name: getattr(one, name) for name in anew}).update(**anew)
    return Resealed(done, lost)
