from exports.finetuning.conversation import Text, Turn
from exports.finetuning.targets.openai_messages import rendering


def test_what_a_turn_has_not_the_message_has_not() -> None:
    turns = (Turn("user", "Hi"), Turn("assistant", None), Turn("user", (Text("a"),)))
    assert rendering.messages(turns) == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant"},
        {"role": "user", "content": [{"type": "text", "text": "a"}]},
    ]


def test_parts_everywhere_leaves_texts_alone_where_there_are_no_parts() -> None:
    made = rendering.messages([Turn("user", "Hi")])
    assert rendering.parts_everywhere(made) is made
