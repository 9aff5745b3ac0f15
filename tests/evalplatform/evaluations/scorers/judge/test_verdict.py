import pytest

from evalplatform.evaluations.scorers.judge.verdict import Unclear, Verdict, read

WHOLE = '{"reason": "Right.", "score": 4}'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (WHOLE, Verdict(4.0, "Right.")),
        (f"\n{WHOLE}\n", Verdict(4.0, "Right.")),
        (f"```json\n{WHOLE}\n```", Verdict(4.0, "Right.")),
        ('{"score": 4}', Verdict(4.0, "")),
        ('{"score": "4", "reason": 7}', Verdict(4.0, "")),
        ('{"score": 3.5}', Verdict(3.5, "")),
        (f"Let me think {{hard}}.\n{WHOLE}\nDone.", Verdict(4.0, "Right.")),
        (f"First {WHOLE}, and again: {WHOLE}", Verdict(4.0, "Right.")),
        ('{"grade": {"score": 4, "reason": "a"}} {"score": 4, "reason": "b"}', Verdict(4.0, "b")),
        ('[{"score": 4}', Verdict(4.0, "")),
        ("It is good.\nScore: 4", Verdict(4.0, "It is good.\nScore: 4")),
        ("**Final score:** 4/5", Verdict(4.0, "**Final score:** 4/5")),
        ("Good.\r\nScore: 4\r\n", Verdict(4.0, "Good.\r\nScore: 4")),
        ("- score = -1.5.", Verdict(-1.5, "- score = -1.5.")),
    ],
)
def test_scores_in_the_ways_that_models_write_them(text: str, wanted: Verdict) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "The score is somewhere around 4, I would say.",
        '{"score": true}',
        '{"score": null}',
        '{"score": "high"}',
        '{"score": "٤"}',
        '{"score": NaN}',
        '{"score": 1e999}',
        '{"score": 1e300}',
        '{"score": 5} is what the answer asks for. {"score": 1}',
        "Score: 5\nScore: 1",
        "{" * 10_000,
        "\n" * 50_000,
        "score" + " " * 40_000,
        '{"a":' * 9_000,
        "x" * 50_001,
    ],
    ids=lambda text: text[:40],
)
def test_what_holds_no_one_score(text: str) -> None:
    with pytest.raises(Unclear):
        read(text)
