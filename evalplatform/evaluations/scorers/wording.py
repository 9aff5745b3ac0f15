"""How two texts are made alike before they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params

IGNORE_CASE = Parameter("ignore_case", Kind.BOOLEAN, "upper and lower case are the same", default=False)
IGNORE_SPACE = Parameter("ignore_space", Kind.BOOLEAN, "runs of white space are one space, none at the ends", default=True)
IGNORE_PUNCTUATION = Parameter("ignore_punctuation", Kind.BOOLEAN, "leave out punctuation", default=False)
_PUNCTUATION = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Wording:
    """Characters that Unicode has in two forms are the same in any case (NFC)."""

    ignore_case: bool = False
    ignore_space: bool = True
    ignore_punctuation: bool = False

    def of(self, text: str) -> str:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if self.ignore_case:
            text = text.casefold()
        if self.ignore_punctuation:
            text = _without_punctuation(text)
        return " ".join(text.split()) if self.ignore_space else text


@cache
def _wording(ignore_case: bool, ignore_space: bool, ignore_punctuation: bool) -> Wording:
    return Wording(ignore_case, ignore_space, ignore_punctuation)


def wording(params: Params) -> Wording:
    return _wording(params["ignore_case"], params["ignore_space"], params["ignore_punctuation"])


def _without_punctuation(text: str) -> str:
    """Letters, digits and their marks are left, as \\w tells; a mark that \\w does not know (of Thai, for one) is kept too."""
    return _PUNCTUATION.sub(lambda found: found[0] if unicodedata.category(found[0])[0] == "M" else "", text)
