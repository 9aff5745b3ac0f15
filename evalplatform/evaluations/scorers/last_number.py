"""Whether the last number of the output is the last number of the reference: how answers to problems of arithmetic are checked."""

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import BINARY, OF_REFERENCE, Answer, CannotScore, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import references, text_of

# A minus is a sign where nothing stands before it that it could be taken from, and it may stand before the sign of a currency. Commas
# belong to a number where they cut it into thousands: 1,234 is one number, 1,2 are two.
_NUMBER = re.compile(
    r"(?:(?<![\w)\]}%])([-\u2212])[$€£¥]?)?"
    r"((?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\d))?|(?<![\w.])\.\d+)"
)
# Backwards from the end: what follows the last digit, and all that could belong to a number with it. Most of a text need not be read.
_END = re.compile(r"\D*\d[\d.,eE+$€£¥\u2212-]*")
_EXACT = Context(prec=50, Emin=MIN_EMIN, Emax=MAX_EMAX)  # a text may hold a million digits


def last_number(text: str) -> Decimal | None:
    """The last number that stands in the text, without the commas of thousands."""
    end = _END.match(text[::-1])
    if end is None:
        return None
    sign, digits = _NUMBER.findall(text, len(text) - end.end())[-1]
    number = Decimal(digits.replace(",", ""))
    return number.copy_negate() if sign else number


def score(answer: Answer, params: Params) -> Scored:
    found = last_number(text_of(answer.output))
    wanted = [last_number(one) for one in references(answer)]
    if None in wanted:
        raise CannotScore("bad_reference", "There is no number in the reference.")
    if found is None:
        return Scored(0.0, "no_number", "There is no number in the output.")
    if any(_EXACT.subtract(found, one).copy_abs() <= params["tolerance"] for one in wanted if one is not None):
        return Scored(1.0)
    return Scored(0.0, None, f"{_shown(found)} instead of {_shown(wanted[0])}")


def _shown(number: Decimal | None) -> str:
    return str(number)[:40]


SCORER = Scorer(
    name="last_number",
    version="1",
    description="1 where the last number of the output is the last number of the reference; commas of thousands are left out.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=OF_REFERENCE,
    score=score,
    parameters=(Parameter("tolerance", Kind.DECIMAL, "how far apart the two may be", default=0.000001, low=0),),
)
