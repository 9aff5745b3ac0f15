from typing import Any

import pytest

from tests.ci_templates.expressions import filled

CONTEXTS = {
    "inputs": {"api-key": "k", "on": False, "n": 3},
    "github": {"event": {"a": None}},
    "needs": {"c": {"outputs": {"s": '{"l": [{"x": 1}]}'}}},
}
CASES = [
    ("plain", "plain"),
    ("${{ inputs.api-key }}", "k"),
    ("a-${{ inputs.n }}-${{ inputs.on }}", "a-3-false"),
    ("${{ github.event.a.b.c || github.event.d || '0' }}", "0"),
    ("${{ inputs.api-key != '' && 'some' || '' }}", "some"),
    ("${{ !cancelled() && inputs.on }}", False),
    ("${{ fromJSON(needs.c.outputs.s).l[0] != null }}", True),
    ("${{ fromJSON(needs.c.outputs.s).l[1] != null }}", False),
    ("${{ (inputs.on || inputs.n == 3) && 'it''s' }}", "it's"),
]


@pytest.mark.parametrize(("text", "value"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_values(text: str, value: Any) -> None:
    assert filled(text, CONTEXTS) == value
