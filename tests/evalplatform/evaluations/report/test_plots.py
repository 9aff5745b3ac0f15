from evalplatform.evaluations.report.plots import LONGEST, Point, Scale, number, points


def test_a_scale_maps_its_ends_to_the_edges() -> None:
    scale = Scale.of([-1.0, 0.0, 3.0])
    assert [scale.at(one) for one in (-1.0, 1.0, 3.0, 9.0)] == [12.0, 180.0, 348.0, 348.0]


def test_a_scale_without_width_puts_all_in_the_middle() -> None:
    assert Scale.of([2.0, 2.0]).at(2.0) == 180.0


def test_a_scale_wider_than_a_float() -> None:
    assert Scale.of([-1.7e308, 1.7e308]).at(0.0) == 180.0


def test_a_long_label_is_cut_and_escaped() -> None:
    drawn = points("t", [Point("<" * (LONGEST + 1), 1.0)])
    assert "&lt;" * (LONGEST - 1) + "…</text>" in drawn


def test_numbers_are_short() -> None:
    assert [number(one) for one in (None, 0.123456, 1e-9, 12.0)] == ["–", "0.1235", "1e-09", "12"]
