import pytest

from exports.ranges import NotSatisfiable, Range, is_known, wanted

TAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-", Range(0, 10)),
        ("bytes=3-", Range(3, 10)),
        ("bytes=0-0", Range(0, 1)),
        ("bytes=2-5", Range(2, 6)),
        ("bytes=9-99", Range(9, 10)),
        ("bytes=-3", Range(7, 10)),
        ("bytes=-99", Range(0, 10)),
        (" Bytes = 4-6 ", Range(4, 7)),
    ],
)
def test_one_range(asked: str, expected: Range) -> None:
    assert wanted({"Range": asked}, etag=TAG, size=10) == expected


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=-", "bytes=", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=\u0663-", "bytes=0-" + "9" * 5000, "x"]
)
def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    assert wanted({"Range": asked}, etag=TAG, size=10) is None


@pytest.mark.parametrize(("asked", "size"), [("bytes=10-", 10), ("bytes=11-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_a_range_after_the_end(asked: str, size: int) -> None:
    with pytest.raises(NotSatisfiable) as caught:
        wanted({"Range": asked}, etag=TAG, size=size)
    assert dict(caught.value.headers) == {"Content-Range": f"bytes */{size}"}


def test_the_last_bytes_of_nothing_are_the_whole_of_it() -> None:
    assert wanted({"Range": "bytes=-5"}, etag=TAG, size=0) is None


@pytest.mark.parametrize("other", ['"abd"', 'W/"abc"', "abc", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_range_of_another_version_gets_the_whole(other: str) -> None:
    assert wanted({"Range": "bytes=3-", "If-Range": other}, etag=TAG, size=10) is None
    assert wanted({"Range": "bytes=3-", "If-Range": TAG}, etag=TAG, size=10) == Range(3, 10)


@pytest.mark.parametrize(
    ("asked", "known"), [('"abc"', True), ('"x", W/"abc"', True), ("*", True), ('"ab"', False), ("abc", False), ("", False)]
)
def test_if_none_match(asked: str, known: bool) -> None:
    assert is_known({"If-None-Match": asked}, etag=TAG) is known
