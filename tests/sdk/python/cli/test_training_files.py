import json
from pathlib import Path

from tests.flows.clients import Client
from tests.sdk.python.cli.command import Command


def test_a_training_file(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    client.call("POST", "/api/external/traces", {"name": "training", "input": "What is 2+2?", "output": "4"})
    only = '{"field": "name", "op": "eq", "value": "training"}'
    done = evalplatform("export", "create", "--target", "openai-chat", "--filter", only, "--output", "train.jsonl", "--json")
    assert done.code == 0, done.err
    messages = [{"role": "user", "content": "What is 2+2?"}, {"role": "assistant", "content": "4"}]
    assert json.loads((tmp_path / "train.jsonl").read_text()) == {"messages": messages}
