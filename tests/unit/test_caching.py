from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.caching import ByteCache


@settings(deadline=None)
@given(st.integers(0, 30), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12))))
def test_it_never_holds_more_than_its_size_and_never_what_was_not_put(size: int, puts: list[tuple[int, int]]) -> None:
    cache: ByteCache[int, str] = ByteCache(size, len)
    latest: dict[int, str] = {}
    for key, length in puts:
        cache.put(key, "x" * length)
        if length <= size:
            latest[key] = "x" * length
    kept = {key: value for key in range(10) if (value := cache.get(key)) is not None}
    assert sum(map(len, kept.values())) <= size
    assert kept.items() <= latest.items()


def test_what_was_used_longest_ago_goes_first() -> None:
    cache: ByteCache[str, str] = ByteCache(2, len)
    cache.put("a", "x")
    cache.put("b", "x")
    cache.get("a")
    cache.put("c", "x")
    assert [cache.get(key) for key in "abc"] == ["x", None, "x"]


def test_one_that_is_larger_than_all_pushes_nothing_out() -> None:
    cache: ByteCache[str, str] = ByteCache(3, len)
    cache.put("a", "xx")
    cache.put("b", "xxxx")
    assert (cache.get("a"), cache.get("b")) == ("xx", None)
