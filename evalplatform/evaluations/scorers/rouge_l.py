"""ROUGE-L: the longest common subsequence of words (C.-Y. Lin, 2004), as F1.

As the package rouge-score counts it without a stemmer: words are runs of a to z and 0 to 9 in lower case. It leaves out all other
letters, so a text in Thai or Russian has no words there; `words` = unicode takes letters and digits of all scripts, and where a script
has no spaces, each letter for a word.
"""

import re
import unicodedata
from itertools import count

import re2
from rapidfuzz.distance import LCSseq

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import FRACTION, OF_REFERENCE, Answer, CannotScore, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import references, text_of

MAX_WORDS = 50_000  # of each text: the time grows with the product of both lengths

_ASCII = re.compile(r"[a-z0-9]+")
_UNICODE = re2.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
_WITHOUT_SPACES = re2.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*")


def score(answer: Answer, params: Params) -> Scored:
    output = _words(text_of(answer.output), params["words"])
    wanted = [_words(one, params["words"]) for one in references(answer)]
    if not all(wanted):
        raise CannotScore("bad_reference", "The reference has no words; of scripts other than Latin's, words=unicode finds them.")
    return Scored(max(f1(output, one) for one in wanted))


def f1(output: list[str], wanted: list[str]) -> float:
    """From 0 to 1."""
    # rapidfuzz compares hashes of items; numbers are their own, so two words never count as the same by chance
    numbers: dict[str, int] = {}
    fresh = count()
    one, other = ([numbers.setdefault(word, next(fresh)) for word in words] for words in (output, wanted))
    common = LCSseq.similarity(one, other)
    if not common:
        return 0.0
    precision, recall = common / len(output), common / len(wanted)
    return 2 * precision * recall / (precision + recall)


def _words(text: str, kind: str) -> list[str]:
    found = _ASCII.findall(text.lower()) if kind == "ascii" or text.isascii() else _of_all_scripts(text)
    if len(found) > MAX_WORDS:
        raise CannotScore("too_long", f"ROUGE-L is measured between texts of at most {MAX_WORDS:,} words, not {len(found):,}.")
    return found


def _of_all_scripts(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).casefold().encode("utf-8", "replace").decode()
    found: list[str] = _UNICODE.findall(_WITHOUT_SPACES.sub(r" \g<0> ", plain))
    return found


SCORER = Scorer(
    name="rouge_l",
    version="1",
    description="ROUGE-L F1 from 0 to 1, as rouge-score counts it without a stemmer; of several references, the best.",
    direction=Direction.HIGHER,
    scale=FRACTION,
    needs=OF_REFERENCE,
    score=score,
    parameters=(
        Parameter(
            "words", Kind.CHOICE, "which letters make words; ascii as rouge-score has it", default="ascii", choices=("ascii", "unicode")
        ),
    ),
)
