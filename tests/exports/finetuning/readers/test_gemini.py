from exports.finetuning import readers
from exports.finetuning.conversation import Conversation, Image, Text, ToolCall, Turn


def test_a_request_and_its_response() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
    request = {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [
            {"role": "user", "parts": [{"text": "Weather?"}, image]},
            {"role": "model", "parts": [{"functionCall": {"name": "weather", "args": {"city": "Rome"}}, "thoughtSignature": "x"}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "weather", "response": {"t": 20}}}]},
        ],
        "tools": [{"functionDeclarations": [{"name": "weather", "parameters": {"type": "OBJECT"}}]}],
        "generationConfig": {"temperature": 0.1, "responseMimeType": "text/plain"},
    }
    parts = [{"text": "Let me think", "thought": True}, {"text": "20 "}, {"text": "degrees"}]
    response = {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": {"totalTokenCount": 9},
    }
    assert readers.read({"input": request, "output": response}) == Conversation(
        (
            Turn("system", "Be brief."),
            Turn("user", (Text("Weather?"), Image("data:image/png;base64,AAAA"))),
            Turn("assistant", None, (ToolCall("", "weather", {"city": "Rome"}),)),
            Turn("tool", '{"t":20}', name="weather"),
            Turn("assistant", "20 degrees"),
        ),
        4,
        ({"type": "function", "function": {"name": "weather", "parameters": {"type": "OBJECT"}}},),
    )
