"""Whatever JSON outputs and references hold, a scorer gives a value or says why not; it never crashes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalplatform.evaluations import scorers
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import Answer, Errored, Scored

KEYS = st.sampled_from(
    ["role", "content", "parts", "text", "type", "choices", "message", "candidates", "output", "object", "answer", "thought", "a"]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["assistant", "user", "text", "response", "thinking", "18", "A: 1,234.5", '{"a": 1}', "half \ud800"]),
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
PARAMS: dict[str, dict[str, Any]] = {"regex": {"pattern": r"\d+"}, "json_schema": {"schema": {"type": "object", "required": ["a"]}}}


@pytest.mark.parametrize("name", [name for name in scorers.SCORERS if name != "llm_judge"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(output=JSON, reference=JSON)
def test_any_json(name: str, output: Any, reference: Any) -> None:
    (chosen,) = parse_scorers([{"name": name, "params": PARAMS.get(name, {})}])
    found = run(chosen.scorer, Answer(output=output, reference=reference), chosen.params)
    if isinstance(found, Errored):
        assert found.code not in ("scorer_crashed", "wrong_result", "out_of_scale", "not_a_number"), found.reason
    else:
        assert isinstance(found, Scored)
        assert chosen.scale.holds(found.value)
