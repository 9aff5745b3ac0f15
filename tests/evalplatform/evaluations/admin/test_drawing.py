import pytest

from evalplatform.evaluations.admin import drawing
from evalplatform.evaluations.admin.drawing import Spot
from evalplatform.evaluations.admin.paired import Cell, Grid


def test_a_dot_for_each_cell() -> None:
    drawn = drawing.paired("a <b>", Grid(0.0, 1.0, (Cell(0, 9, 100, 100, 0), Cell(9, 0, 1, 0, 1), Cell(5, 5, 2, 1, 1))))
    assert [drawn.count(f'<circle class="{tone}"') for tone in ("higher", "lower", "same")] == [1, 1, 1]
    assert '<circle class="higher" cx="43.0" cy="43.0" r="13.0"><title>100</title>' in drawn
    assert "<b>" not in drawn


def test_a_trend_from_left_to_right() -> None:
    drawn = drawing.trend("t", [Spot("a", 0.0, None, "ours"), Spot("<b>", 1.0, [0.5, 1.5], "fail")])
    assert '<polyline class="trend" points="30.0,176.0 610.0,74.7"/>' in drawn
    assert '<circle class="fail" cx="610.0" cy="74.7" r="4"><title>&lt;b&gt;: 1</title>' in drawn
    assert drawn.count('class="whisker"') == 1


@pytest.mark.parametrize("value", [0.0, -1e100, 1e100])
def test_one_spot_stands_in_the_middle(value: float) -> None:
    assert 'cy="100.0"' in drawing.trend("t", [Spot("a", value, None, "ours")])
