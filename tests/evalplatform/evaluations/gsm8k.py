"""The verdicts on four models' answers to GSM8K (openai/grade-school-math, MIT), as tables of pairs: only the counts are here."""

from typing import NamedTuple

ALL, FIRST = 1_319, 100


class Table(NamedTuple):
    """Questions that both models answer right, only the baseline, only the candidate, neither."""

    both: int
    baseline: int
    candidate: int
    neither: int


# (baseline, candidate): over all 1,319 questions, and over the first 100
TABLES = {
    ("6b_finetuning", "6b_verification"): (Table(222, 64, 293, 740), Table(15, 6, 19, 60)),
    ("6b_finetuning", "175b_finetuning"): (Table(198, 88, 260, 773), Table(14, 7, 20, 59)),
    ("6b_finetuning", "175b_verification"): (Table(243, 43, 499, 534), Table(18, 3, 40, 39)),
    ("6b_verification", "175b_finetuning"): (Table(306, 209, 152, 652), Table(21, 13, 13, 53)),
    ("6b_verification", "175b_verification"): (Table(436, 79, 306, 498), Table(29, 5, 29, 37)),
    ("175b_finetuning", "175b_verification"): (Table(382, 76, 360, 501), Table(30, 4, 28, 38)),
}


def answers(table: Table) -> tuple[list[float], list[float]]:
    """The baseline's and the candidate's values, question by question."""
    rows = [(1.0, 1.0)] * table.both + [(1.0, 0.0)] * table.baseline + [(0.0, 1.0)] * table.candidate + [(0.0, 0.0)] * table.neither
    return [row[0] for row in rows], [row[1] for row in rows]
