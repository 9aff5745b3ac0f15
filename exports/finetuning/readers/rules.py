"""Why a trace cannot be read: the names that stand in rejects.jsonl, each with a sentence for people."""

RULES = {
    "no_input": "The trace has no input, or an empty one.",
    "no_output": "The trace has no output, or an empty one.",
    "no_answer": "The output has no turn of the assistant.",
    "empty_answer": "The answer has neither text nor a tool call.",
    "several_answers": "The output holds several answers to one question.",
    "earlier_turns_missing": "The input continues a conversation whose earlier turns are not in the trace.",
    "unknown_shape": "The input, the output or one of their messages has none of the shapes that are understood.",
    "unknown_role": "A message has a role that is not known.",
    "unknown_key": "Something stands under a key that is not known, and would be lost.",
    "unsupported_part": "A message holds what a conversation has no place for, such as audio, a file or a refusal.",
    "unsupported_tool": "A tool is no function with a name and a JSON Schema.",
    "call_not_by_assistant": "A tool call stands in a turn that is not the assistant's.",
    "text_after_call": "A turn has text after its tool calls; a conversation has text first.",
    "wrong_type": "A value is not of the type that its shape has there.",
    "not_json": "A text that should hold JSON does not, or a value cannot be written as JSON.",
    "too_deep": "The trace is nested too deep.",
}
