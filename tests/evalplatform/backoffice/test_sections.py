from datetime import UTC, datetime, timedelta, timezone

from evalplatform.backoffice.sections import MAX_TEXT, cut, facts, listed, moment, readable_json


def test_what_has_no_value_is_no_fact() -> None:
    found = facts(("a", 0), ("b", ""), ("c", None), ("d", []), ("e", False), ("f", "x"))
    assert [one.name for one in found] == ["a", "e", "f"]


def test_long_texts_are_cut_and_say_so() -> None:
    assert cut("x" * MAX_TEXT) == "x" * MAX_TEXT
    assert cut("é" * (MAX_TEXT + 1234)).endswith("é\n… and 1,234 characters more")


def test_json_keeps_its_digits_and_letters() -> None:
    assert readable_json({"ö": 123456789012345678901}) == '{\n  "ö": 123456789012345678901\n}'


def test_moments_are_of_utc() -> None:
    at = datetime(2026, 11, 23, 1, 2, 3, 999, tzinfo=timezone(timedelta(hours=2)))
    assert moment(at) == moment(at.astimezone(UTC)) == "2026-11-22 23:02:03 UTC"
    assert moment(None) == ""


def test_an_empty_list_says_what_that_means() -> None:
    assert (listed([], none="all"), listed([1, "a"])) == ("all", "1, a")
