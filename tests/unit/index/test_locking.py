from __future__ import annotations

import threading

from dedup.index.locking import ReadersWriterLock

WAIT = 10


def test_readers_go_together() -> None:
    lock, both = ReadersWriterLock(), threading.Barrier(2)

    def read() -> None:
        with lock.reading():
            both.wait(WAIT)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not both.broken


def test_a_writer_waits_for_readers_and_goes_before_new_ones() -> None:
    lock, order = ReadersWriterLock(), list[str]()

    def write() -> None:
        with lock.writing():
            order.append("writer")

    def read() -> None:
        with lock.reading():
            order.append("reader")

    with lock.reading():
        writer = threading.Thread(target=write)
        writer.start()
        while lock._waiting == 0:
            pass
        reader = threading.Thread(target=read)
        reader.start()
        order.append("first reader")
    writer.join(WAIT)
    reader.join(WAIT)
    assert order == ["first reader", "writer", "reader"]


def test_writers_exclude_each_other() -> None:
    lock, count = ReadersWriterLock(), [0]

    def write() -> None:
        for _ in range(200):
            with lock.writing():
                seen = count[0]
                count[0] = seen + 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert count == [800]
