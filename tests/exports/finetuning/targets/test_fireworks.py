import pytest

from exports.finetuning.targets import get
from exports.finetuning.targets.fireworks import Target
from tests.exports.finetuning.targets import openai_examples as examples
from tests.exports.finetuning.targets.openai_examples import ANSWER, ANSWER_PARTS, SYSTEM, USER, Case, line, seeing

TARGET = Target()
CASES = examples.cases_of(TARGET.RULES)


def test_it_is_registered() -> None:
    assert isinstance(get("fireworks"), Target)
    assert TARGET.limits.min_rows == 3


def test_each_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_rule(case: Case) -> None:
    assert TARGET.check(case.keeps) == []
    assert examples.found(TARGET.check(case.breaks)) == [(case.rule, case.pointer)]


def test_a_second_system_message_breaks_the_rule_too() -> None:
    assert examples.found(TARGET.check(line(SYSTEM, SYSTEM, USER, ANSWER))) == [("system_first", "/messages/1")]


def test_images_are_data_of_png_or_jpeg() -> None:
    assert TARGET.check(line(seeing("data:image/jpg;base64,AAAA"), ANSWER)) == []
    url = "/messages/0/content/0/image_url/url"
    assert examples.found(TARGET.check(line(seeing("data:image/webp;base64,AAAA"), ANSWER_PARTS))) == [("image_format", url)]
    assert examples.found(TARGET.check(line(seeing("https://x.org/a.png"), ANSWER))) == [("image_url", url)]


def test_a_developer_is_unknown_and_the_message_names_the_repair() -> None:
    (breach,) = TARGET.check(line({**SYSTEM, "role": "developer"}, USER, ANSWER))
    assert (breach.rule, breach.pointer) == ("unknown_role", "/messages/0/role")
    assert "developer_to_system" in breach.message
