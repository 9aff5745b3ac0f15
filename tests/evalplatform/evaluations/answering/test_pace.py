from evalplatform.evaluations.answering.pace import Pace


def test_room_is_what_is_left() -> None:
    pace = Pace(4)
    assert (pace.room(0), pace.room(3), pace.room(4), pace.room(9)) == (4, 1, 0, 0)


def test_a_busy_endpoint_gets_half_and_is_left_alone() -> None:
    pace = Pace(8)
    pace.busy(30.0, now=100.0)
    pace.busy(10.0, now=101.0)  # another of those that were under way
    assert (pace.limit, pace.room(0, now=129.0), pace.pause_left(now=110.0), pace.room(0, now=130.0)) == (4.0, 0, 20.0, 4)


def test_it_recovers_slowly_and_never_stops() -> None:
    pace = Pace(2)
    for moment in range(5):
        pace.busy(None, now=float(moment))
    assert pace.room(0) == 1
    for _ in range(10):
        pace.answered()
    assert pace.limit == 2.0
