from __future__ import annotations

import numpy as np

from dedup.copies.shelf import Shelf


def test_a_shelf_gives_back_what_it_was_given_written_out_or_not() -> None:
    shelf = Shelf()
    texts = ["", "first", "z\u00fcrich \ud800", "x" * 3_000_000, "last"]
    sets = [np.arange(count, dtype=np.uint32) for count in (0, 3, 1, 5, 2)]
    for number, (text, one) in enumerate(zip(texts, sets, strict=True)):
        assert shelf.add(str(number), text, one) == number
        assert shelf.text_of(number) == text
    for number, (text, one) in enumerate(zip(texts, sets, strict=True)):
        assert (shelf.id_of(number), shelf.text_of(number)) == (str(number), text)
        assert shelf.shingles_of(number).tolist() == one.tolist()
    shelf.close()
