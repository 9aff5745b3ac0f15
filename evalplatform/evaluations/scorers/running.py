"""The one place that runs a scorer: what fails becomes a reason, and never a value."""

import logging
import math

from evalplatform.errors import DomainError
from evalplatform.evaluations.scorers.judge.asking import Ask
from evalplatform.evaluations.scorers.parameters import Params
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Errored, Need, Scored, Scorer

log = logging.getLogger(__name__)

MAX_COMMENT = 2_000


def run(scorer: Scorer, answer: Answer, params: Params, *, ask: Ask | None = None) -> Scored | Errored:
    """The value of the answer, or why it has none. Nothing is raised. `ask` reaches the model of scorers that need one."""
    try:
        return _checked(scorer, params, _scored(scorer, answer, params, ask))
    except CannotScore as error:
        return Errored(error.code, _storable(error.reason), error.spent)
    except DomainError as error:  # of `ask`: the judge does not answer, or may not be reached
        return Errored(error.code, _storable(error.message))
    except Exception as error:
        log.exception("Scorer %s crashed", scorer.name)
        return Errored("scorer_crashed", _storable(f"The scorer failed with {type(error).__name__}: {error}"))


def _scored(scorer: Scorer, answer: Answer, params: Params, ask: Ask | None) -> Scored:
    if Need.JUDGE not in scorer.needs:
        return scorer.score(answer, params)
    if ask is None:
        raise CannotScore("no_judge", f"{scorer.name} asks a model, and this evaluation has no connection to one.")
    return scorer.score(answer, params, ask)


def _checked(scorer: Scorer, params: Params, scored: Scored) -> Scored:
    """Raises CannotScore for a value that no statistics could use."""
    if not isinstance(scored, Scored) or not isinstance(scored.value, int | float):
        raise CannotScore("wrong_result", f"{scorer.name} gave {type(scored).__name__}, and not a Scored with a number.")
    value = float(scored.value)
    if not math.isfinite(value):
        raise CannotScore("not_a_number", f"{scorer.name} gave {value}, which is no number to count with.", spent=scored.spent)
    if not scorer.scale_of(params).holds(value):
        raise CannotScore("out_of_scale", f"{scorer.name} gave {value:g}, which is not on its scale.", spent=scored.spent)
    if scored.comment or scored.label or type(scored.value) is not float:
        label = None if scored.label is None else _storable(scored.label)
        return scored._replace(value=value, label=label, comment=_storable(scored.comment))
    return scored


def _storable(text: str) -> str:
    """Without what PostgreSQL's text cannot hold, and short enough to be read."""
    plain = str(text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    shortened = plain if len(plain) <= MAX_COMMENT else plain[:MAX_COMMENT] + "…"
    return shortened if shortened.isascii() else shortened.encode("utf-8", "replace").decode()
