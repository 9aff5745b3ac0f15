import pytest

from tests.flows import chaos


@pytest.mark.redis_program
@pytest.mark.timeout(800)
def test_three_kills_at_random_moments() -> None:
    told: list[str] = []
    chaos.run(3, seed=7, say=told.append)
    assert len(told) == 3
