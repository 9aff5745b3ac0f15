from evalplatform.evaluations.statistics.adjusting import holm


def test_smallest_counts_most_and_none_falls_below_an_earlier_one() -> None:
    assert holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]


def test_what_could_not_be_measured_keeps_its_place() -> None:
    assert holm([None, 0.01, None]) == [None, 0.03, None]


def test_no_metrics() -> None:
    assert holm([]) == []
