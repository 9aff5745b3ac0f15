"""What the keys of endpoints are sealed for, and how they are sealed anew when the server's keys rotate."""

from evalplatform import sealed
from evalplatform.evaluations.models import Evaluation
from evalplatform.sealed import SecretLost

ENDPOINT, JUDGE = "evaluations.endpoint", "evaluations.judge"
_COLUMNS = {"sealed_key": ENDPOINT, "sealed_judge_key": JUDGE}


def reseal() -> tuple[int, list[str]]:
    """Seal all keys with the first of SECRETS_KEYS: how many, and the ids of evaluations of which one opens with no key of ours."""
    done, lost = 0, []
    for evaluation in Evaluation.objects.exclude(sealed_key="", sealed_judge_key="").only("id", *_COLUMNS).iterator():
        try:
            anew = {name: sealed.rotate(found, purpose=why) for name, why in _COLUMNS.items() if (found := getattr(evaluation, name))}
        except SecretLost:
            lost.append(str(evaluation.id))
            continue
        done += Evaluation.objects.filter(id=evaluation.id, **{name: getattr(evaluation, name) for name in anew}).update(**anew)
    return done, lost
