from uuid import UUID

import pytest

from integrations.webhooks.shares import FORGOTTEN_SECONDS, MOST, PLACES, SLOW_PLACES, SLOW_SECONDS, Shares

A, B, C = (UUID(int=number) for number in (1, 2, 3))


def attempts(count: int, *, start: int = 1000) -> list[UUID]:
    return [UUID(int=start + number) for number in range(count)]


def hanging(shares: Shares, count: int, *, at: float) -> list[UUID]:
    """So many endpoints with one attempt under way since `at`."""
    found = attempts(count, start=10_000)
    for endpoint in found:
        shares.began(endpoint, endpoint, at)
    return found


def test_a_new_endpoint_may_begin_two() -> None:
    assert Shares().room([A], 0.0) == {A: 2}


def test_who_answers_gets_more_each_time_up_to_the_most() -> None:
    shares = Shares()
    for number, one in enumerate(attempts(20)):
        shares.began(A, one, number)
        shares.ended(A, one, number + 0.1, delivered=True)
    assert shares.room([A], 20.0) == {A: MOST}


def test_who_fails_at_once_gets_fewer_but_is_not_left_out() -> None:
    shares = Shares()
    for delivered in (True,) * 6 + (False, False, False):
        shares.began(A, B, 0.0)
        shares.ended(A, B, 0.1, delivered=delivered)
    assert shares.room([A], 1.0) == {A: 2}


def test_what_is_under_way_takes_of_the_room() -> None:
    shares = Shares()
    shares.began(A, B, 0.0)
    assert (shares.room([A], 0.1), len(shares)) == ({A: 1}, 1)
    shares.began(A, C, 0.0)
    assert (shares.room([A], 0.1), len(shares)) == ({}, 2)


def test_who_hangs_begins_nothing_more_and_then_one_at_a_time() -> None:
    shares = Shares()
    shares.began(A, B, 0.0)
    assert shares.room([A], SLOW_SECONDS) == {}
    shares.ended(A, B, 20.0, delivered=False)
    assert shares.room([A], 20.0) == {A: 1}
    shares.began(A, C, 20.0)
    assert shares.room([A], 20.1) == {}


def test_who_was_slow_and_is_quick_again_is_like_any_other() -> None:
    shares = Shares()
    for began, ended in ((0.0, 20.0), (21.0, 21.1)):
        shares.began(A, B, began)
        shares.ended(A, B, ended, delivered=True)
    assert shares.room([A], 22.0) == {A: 2}


def test_the_places_are_shared_evenly() -> None:
    shares, endpoints = Shares(), attempts(PLACES - 1)
    room = shares.room(endpoints, 0.0)
    assert (sum(room.values()), sorted(set(room.values())), len(room)) == (PLACES, [1, 2], PLACES - 1)


def test_who_has_the_fewest_under_way_comes_first() -> None:
    shares = Shares()
    full = hanging(shares, PLACES - 1, at=0.0)
    shares.began(A, C, 0.0)
    shares.ended(A, C, 0.0, delivered=True)
    assert shares.room([*full, A], 0.1) == {A: 1}


def test_those_that_hang_make_way_for_the_others() -> None:
    shares = Shares()
    hanging(shares, PLACES, at=0.0)
    assert shares.room([A], 0.1) == {}
    assert shares.room([A], SLOW_SECONDS) == {A: 2}


def test_who_was_slow_waits_while_all_slow_places_are_taken_and_the_others_do_not() -> None:
    shares = Shares()
    shares.began(A, B, -30.0)
    shares.ended(A, B, 0.0, delivered=False)
    hanging(shares, SLOW_PLACES, at=0.0)
    assert shares.room([A, C], SLOW_SECONDS) == {C: 2}


@pytest.mark.parametrize(("seconds", "limit"), [(FORGOTTEN_SECONDS, 3), (FORGOTTEN_SECONDS + 1, 2)])
def test_who_was_not_heard_of_for_an_hour_begins_anew(seconds: float, limit: int) -> None:
    shares = Shares()
    shares.began(A, B, 0.0)
    shares.ended(A, B, 0.0, delivered=True)
    shares.forget(seconds)
    assert shares.room([A], seconds) == {A: limit}


def test_what_is_under_way_is_never_forgotten() -> None:
    shares = Shares()
    shares.began(A, B, 0.0)
    shares.forget(FORGOTTEN_SECONDS * 2)
    assert len(shares) == 1
