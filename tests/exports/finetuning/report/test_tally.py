import orjson
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.conversation import Conversation, Example, Image, Labelled, Preference, Text, ToolCall, Turn
from exports.finetuning.report.tally import Tally

QUESTION, GOOD, BAD = Turn("user", "Wie geht's?"), Turn("assistant", "gut"), Turn("assistant", "schlecht")
TALK = Conversation((QUESTION, GOOD), 1)
CALLING = Conversation(
    (
        Turn("user", (Text("what is it?"), Image("data:image/png;base64,AA=="))),
        Turn("assistant", None, (ToolCall("1", "look", "{}"), ToolCall("2", "look", "{}"))),
        Turn("tool", "a cat", call_id="1"),
    ),
    1,
    tools=({"type": "function", "function": {"name": "look"}},),
)
EXAMPLES: tuple[Example, ...] = (TALK, CALLING, Labelled(TALK, True), Labelled(CALLING, False), Preference((QUESTION,), (GOOD,), (BAD,)))
NAMES = st.sampled_from(("email", "a", "Ü", ""))
STEPS = st.one_of(
    st.tuples(st.just("redacted"), st.dictionaries(NAMES, st.integers(0, 10**15), max_size=3)),
    st.tuples(st.just("leaked"), st.sampled_from(("equal", "near"))),
    st.tuples(st.just("rejected"), NAMES),
    st.tuples(st.just("repaired"), st.lists(NAMES, max_size=3)),
    st.tuples(st.just("line"), st.sampled_from(EXAMPLES), st.integers(0, 10**12), st.integers(0, 10**9)),
)


def tally(steps: list[tuple[str, ...]]) -> Tally:
    one = Tally(rows=len(steps))
    for name, *given_ in steps:
        if name == "line":
            one.line(given_[0], characters=given_[1], tokens=given_[2])  # type: ignore[arg-type]
        else:
            getattr(one, name)(*given_)
    return one


def merged(*all_steps: list[tuple[str, ...]]) -> Tally:
    whole = Tally()
    for steps in all_steps:
        whole.merge(tally(steps))
    return whole


def test_a_line_counts_turns_roles_and_sizes() -> None:
    one = Tally()
    one.line(TALK, characters=40, tokens=7)
    assert (one.lines, one.roles, one.turns.total, one.characters.total, one.tokens.total) == (1, {"user": 1, "assistant": 1}, 2, 40, 7)
    assert (one.tool_calls, one.with_tools, one.with_images, one.labels) == (0, 0, 0, {})


def test_calls_tools_and_images_are_counted_by_row() -> None:
    one = Tally()
    one.line(CALLING, characters=1, tokens=0)
    assert (one.tool_calls, one.with_tools, one.with_images) == (2, 1, 1)


def test_a_text_in_parts_is_no_image() -> None:
    one = Tally()
    one.line(Conversation((Turn("user", (Text("a"), Text("b"))),), 1), characters=1, tokens=0)
    assert one.with_images == 0


def test_a_label_counts_once_beside_its_conversation() -> None:
    one = tally([("line", Labelled(TALK, True), 1, 1), ("line", Labelled(CALLING, False), 1, 1), ("line", Labelled(TALK, True), 1, 1)])  # type: ignore[list-item]
    assert (one.labels, one.with_tools, one.lines) == ({"good": 2, "bad": 1}, 1, 3)


def test_a_pair_counts_its_prompt_once_and_both_answers() -> None:
    one = Tally()
    one.line(Preference((QUESTION,), (GOOD,), (BAD,)), characters=9, tokens=3)
    assert (one.roles, one.turns.total, one.lines) == ({"user": 1, "assistant": 2}, 3, 1)


def test_leaks_name_only_what_happened() -> None:
    one = Tally()
    assert one.leaks() == {}
    one.leaked("near")
    assert one.leaks() == {"leaked_near": 1}


def test_counts_by_name_add_up() -> None:
    one = merged([("redacted", {"email": 2}), ("rejected", "a"), ("repaired", ["x", "x"])], [("redacted", {"email": 1, "iban": 1})])  # type: ignore[list-item]
    assert (one.redactions, one.rejections, one.repairs, one.rows) == ({"email": 3, "iban": 1}, {"a": 1}, {"x": 2}, 4)


@given(st.lists(STEPS, max_size=12), st.integers(0, 12))
def test_what_is_merged_is_what_one_shard_would_have_counted(steps: list[tuple[str, ...]], cut: int) -> None:
    assert merged(steps[:cut], steps[cut:]) == merged(steps[cut:], steps[:cut]) == tally(steps)


@given(*(st.lists(STEPS, max_size=5) for _ in range(3)))
def test_merging_is_associative(a: list[tuple[str, ...]], b: list[tuple[str, ...]], c: list[tuple[str, ...]]) -> None:
    right = merged(b, c)
    left = tally(a)
    left.merge(right)
    assert left == merged(a, b, c)


@given(st.lists(STEPS, max_size=12))
def test_json_gives_the_tally_back(steps: list[tuple[str, ...]]) -> None:
    assert Tally.from_json(orjson.loads(orjson.dumps(tally(steps).as_json()))) == tally(steps)


def test_json_does_not_depend_on_the_order_of_shards() -> None:
    one, other = [("rejected", "a")], [("rejected", "b"), ("line", TALK, 900, 70), ("line", TALK, 3, 1)]
    assert orjson.dumps(merged(one, other).as_json()) == orjson.dumps(merged(other, one).as_json())  # type: ignore[arg-type]
