"""What a request may do to the page cache: each of these went wrong once."""

from __future__ import annotations

import pytest

from web.test_pagecache import Cache


@pytest.mark.parametrize(
    "before", ['prefs={"a":1}', "a/b=1", "a b", '"', "x=é", "@=1", "theme=dark,wide; {=}", "=;;,"]
)
def test_a_session_is_seen_behind_any_other_cookie(before: str) -> None:
    """Other programs of the same host set cookies that the standard library does not read."""
    front = Cache()
    front.get(HTTP_COOKIE=f"{before}; sessionid=abc")
    assert not front.cache.pages
    front.get(HTTP_COOKIE=f"sessionid=abc; {before}")
    assert not front.cache.pages
    front.get(HTTP_COOKIE=before)
    assert len(front.cache.pages) == 1
