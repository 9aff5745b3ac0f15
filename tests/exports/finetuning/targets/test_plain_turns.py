import pytest

from exports.finetuning import repairs
from exports.finetuning.conversation import Conversation, Image, Text, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets import plain_turns as plain
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, SYSTEM, USER, Refusal

NAMES = ("anthropic", "gemini", "trl-sft", "trl-dpo", "trl-kto", "sharegpt", "alpaca", "custom")


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_repaired_can_be(name: str) -> None:
    assert set(get(name).repairs) <= repairs.REPAIRS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_rules_have_one_sentence_each(name: str) -> None:
    rules = get(name).RULES
    assert len(dict(rules)) == len(rules)
    assert all(sentence.endswith(".") for _, sentence in rules)


@pytest.mark.parametrize("name", ["anthropic", "gemini", "sharegpt", "alpaca"])
def test_the_repairs_that_refusals_name_help(name: str) -> None:
    target = get(name)
    turns = (SYSTEM, Turn("developer", "Be kind."), ANSWER, USER, USER, Turn("user", ""), ANSWER._replace(name="bot"), USER)
    repaired, done = repairs.apply(Conversation(turns, 6), target.repairs)
    assert target.check(target.render(repaired)) == []
    assert set(done) == set(plain.REPAIRS)


def test_a_system_text_stands_apart() -> None:
    assert plain.split_system((SYSTEM, USER), "/messages") == ("Be short.", (USER,))
    assert plain.split_system((USER, SYSTEM), "/messages") == (None, (USER, SYSTEM))
    assert plain.split_system((), "/messages") == (None, ())


def test_texts_of_parts_are_joined_and_images_refused() -> None:
    assert plain.text(Turn("user", (Text("a"), Text("b"))), "/x") == "a\nb"
    assert plain.text(Turn("user", None), "/x") == ""
    seeing = Conversation((Turn("user", (Image("a.png"),)), ANSWER), 1)
    proofs.assert_refusal(get("alpaca"), Refusal("unsupported_image", seeing, "/history/0/0"))
