import json
import subprocess
import sys

import pytest

from evalplatform.evaluations import scorers
from evalplatform.evaluations.scorers.parameters import REQUIRED, parse


@pytest.mark.parametrize("name", scorers.SCORERS)
def test_each_scorer_has_the_name_of_its_module_and_a_sentence(name: str) -> None:
    found = scorers.get(name)
    assert (found.name, found.version) == (name, "1")
    assert found.description.endswith(".")
    parse(tuple(one for one in found.parameters if one.default is not REQUIRED), {})
    assert len({one.name for one in found.parameters}) == len(found.parameters)


def test_an_unknown_name() -> None:
    with pytest.raises(scorers.UnknownScorer, match="There is no such scorer; known are exact_match, contains, regex"):
        scorers.get("exact")


def test_all_that_can_be_chosen_is_json() -> None:
    told = json.loads(json.dumps(scorers.describe(), allow_nan=False))
    (number,) = [one for one in told["scorers"] if one["name"] == "last_number"]
    assert number == {
        "name": "last_number",
        "version": "1",
        "description": "1 where the last number of the output is the last number of the reference; commas of thousands are left out.",
        "direction": "higher",
        "scale": {"kind": "binary", "unit": "", "minimum": 0.0, "maximum": 1.0},
        "scale_depends_on_parameters": False,
        "needs": ["output", "reference"],
        "parameters": [
            {
                "name": "tolerance",
                "type": "decimal",
                "description": "how far apart the two may be",
                "required": False,
                "default": 1e-06,
                "nullable": False,
                "minimum": 0,
            }
        ],
    }


def test_a_web_process_that_lists_scorers_loads_neither_sacrebleu_nor_django() -> None:
    code = (
        "import sys; from evalplatform.evaluations import scorers; scorers.describe(); print({'sacrebleu', 'django'} & sys.modules.keys())"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
