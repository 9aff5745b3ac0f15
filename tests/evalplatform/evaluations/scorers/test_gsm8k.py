import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import Answer
from tests.architecture.test_size import ROOT

SOLUTIONS = Path(ROOT).parent / "shared" / "data" / "gsm8k" / "example_model_solutions.jsonl.gz"
MODELS = ("6b_finetuning", "175b_finetuning", "6b_verification", "175b_verification")


@pytest.mark.skipif(not SOLUTIONS.exists(), reason="GSM8K is no part of the repository; it lies beside it where there is one")
def test_last_number_gives_the_known_verdicts_of_four_models() -> None:
    (chosen,) = parse_scorers([{"name": "last_number"}])
    right: Counter[str] = Counter()
    with gzip.open(SOLUTIONS, "rt", encoding="utf-8") as lines:
        for problem in map(json.loads, lines):
            for model in MODELS:
                output = {"role": "assistant", "content": problem[model]["solution"]}
                found = run(chosen.scorer, Answer(output=output, reference=problem["ground_truth"]), chosen.params)
                assert found[0] == float(problem[model]["is_correct"])
                right[model] += problem[model]["is_correct"]
    assert right == {"6b_finetuning": 286, "175b_finetuning": 458, "6b_verification": 515, "175b_verification": 742}
