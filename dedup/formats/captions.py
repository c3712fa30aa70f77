"""What feeds say of their pictures, films and episodes: taken out before it can pass for the story.

feedparser files a second description, whatever its namespace, where the text of the entry is.
"""

from __future__ import annotations

import re

_NAMESPACES = (
    rb"https?://search\.yahoo\.com/mrss/?",
    rb"https?://www\.itunes\.com/dtds/podcast-1\.0\.dtd",
    rb"https?://(?:www\.google\.com/schemas/play-podcasts/1\.0/?|podcastindex\.org/namespace/1\.0)",
    rb"https?://www\.rssboard\.org/media-rss",
)
_BOUND = re.compile(
    rb"xmlns:([A-Za-z_][\w.-]{0,30})\s{0,8}=\s{0,8}[\"'](?:" + rb"|".join(_NAMESPACES) + rb")[\"']", re.IGNORECASE
)
_USUAL = (b"media", b"itunes")
"""Prefixes that broken feeds use without binding them."""

_WORDED = b"description|text|title|summary|subtitle|keywords|caption"
_LONGEST = 50_000
"""Bytes of a caption; an element whose end does not come was never closed."""


def without_captions(feed: bytes) -> bytes:
    """A feed without the words that stand in the elements of media and of podcasts."""
    prefixes = {*_USUAL, *_BOUND.findall(feed)}
    opening = re.compile(
        rb"<((?:" + b"|".join(map(re.escape, sorted(prefixes))) + rb"):(?:" + _WORDED + rb"))(?=[\s/>])[^>]*>",
        re.IGNORECASE,
    )
    kept, at = [], 0
    while (found := opening.search(feed, at)) is not None:
        kept.append(feed[at : found.start()])
        at = found.end() if found[0].endswith(b"/>") else _closed(feed, found)
    return b"".join([*kept, feed[at:]]) if kept else feed


def _closed(feed: bytes, opened: re.Match[bytes]) -> int:
    """Where an element ends; where its end is missing, it is its tag alone, and the entry stays whole."""
    end = b"</" + opened[1] + b">"
    closing = feed.find(end, opened.end(), opened.end() + _LONGEST)
    inside = feed.find(b"<" + opened[1], opened.end(), max(closing, 0))
    return opened.end() if closing < 0 or inside >= 0 else closing + len(end)
