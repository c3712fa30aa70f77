"""Mail: the text that counts, what it brings along, and texts that only look like mail. All names are invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from dedup.formats.wire import read_wire, wire_format
from tests.unit.formats.mails import FIRST, SECOND, STORY, mail, only, text_of

LONG = "\n\n".join(
    [FIRST, SECOND, *(f"Boat number {number} will lie in the eastern harbour, which has room." for number in range(9))]
)


NOTE = "Please find our story below.\n\n"
AT = datetime(2031, 5, 6, 6, tzinfo=UTC)


def test_text_and_headers() -> None:
    item, article = only(mail())
    assert article.text.split("\n\n") == [FIRST, SECOND]
    assert (item.guid, article.id, article.title) == ("pier-1@northsound.example",) * 2 + ("Western pier closed",)
    assert (article.source, article.published_at, item.version_created) == ("Northsound Wire", AT, AT)
    assert wire_format(mail().as_bytes()) == "mail"


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_transfer_encodings_and_encoded_headers(encoding: str) -> None:
    message = mail(subject="Fwd: Re: AW: Brücke in Süderö gesperrt")
    del message["From"]
    message["From"] = '"Örn, Åsa" <asa@northsound.example>'
    message.set_content(STORY, cte=encoding)
    _item, article = only(message)
    assert article.text.split("\n\n") == [FIRST, SECOND]
    assert (article.title, article.source) == ("Brücke in Süderö gesperrt", "Örn, Åsa")


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("no-such-charset", "utf-8"),
        ("", "cp1252"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_character_sets_that_are_declared_wrong_or_not_at_all(declared: str, real: str) -> None:
    text = "Åsa said: “The café of Skarn is closed.”" if real != "iso-2022-jp" else "橋は月曜日に閉鎖された。"
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    head = f"From: a@b.example\r\nSubject: Cafe\r\nMIME-Version: 1.0\r\nContent-Type: {kind}"
    assert text_of(f"{head}\r\n\r\n".encode() + text.encode(real)) == [text]


def test_headers_in_bytes_that_nobody_declared() -> None:
    raw = mail().as_bytes().replace(b"Subject: Western pier closed", "Subject: Brücke gesperrt".encode("latin-1"))
    assert only(raw)[1].title == "Brücke gesperrt"


def test_the_plain_text_is_taken_unless_it_is_a_stub() -> None:
    both = mail()
    both.add_alternative(f"<html><body><p>{FIRST}</p><p>{SECOND}</p><p>View online</p></body></html>", subtype="html")
    assert text_of(both) == [FIRST, SECOND]
    stub = mail("View this mail in your browser.")
    stub.add_alternative(f"<html><body><h1>Pier</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>", subtype="html")
    assert text_of(stub) == [FIRST, SECOND]
    alone = mail()
    alone.set_content(f"<p>{FIRST}</p><p>{SECOND}</p>", subtype="html")
    alone.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    assert text_of(alone) == [FIRST, SECOND]


def test_folded_lines_are_put_together() -> None:
    folded = STORY.replace(" on Monday ", " on Monday \r\n").replace(" after ", " \r\nafter ")
    head = mail().as_bytes().partition(b"\r\n\r\n")[0].replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    assert text_of(head + b"\r\n\r\n" + folded.encode()) == [FIRST, SECOND]


@pytest.mark.parametrize("sign", ["-- ", "--"])
def test_a_signature_is_no_text_but_a_line_that_parts_two_texts_is_none(sign: str) -> None:
    assert text_of(mail(f"{STORY}\n{sign}\nNils Ove Brandt\nNorthsound Wire, Skarn\n")) == [FIRST, SECOND]
    parted = text_of(mail(f"{FIRST}\n\n{sign}\n" + "\n\n".join([SECOND] * 13)))
    assert parted[-1] == SECOND


BY, SENT, ON = "Ilva Agency <news@ilva.example>", "Mon, 5 May 2031 21:00:00 +0000", "Pier in Skarn"


FORWARDS = {
    "gmail": "---------- Forwarded message ---------\n"
    f"From: {BY}\nDate: {SENT}\nSubject: {ON}\nTo: <x@y.example>\n\n{STORY}",
    "outlook": "-----Original Message-----\n"
    f"From: Ilva Agency [mailto:news@ilva.example]\nSent: {SENT}\nTo: Desk\nSubject: {ON}\n\n{STORY}",
    "german": f"-----Ursprüngliche Nachricht-----\nVon: {BY}\nGesendet: {SENT}\nAn: Desk\nBetreff: {ON}\n\n{STORY}",
    "apple": "Begin forwarded message:\n\n"
    f"> From: {BY}\n> Subject: {ON}\n> Date: {SENT}\n> To: x@y.example\n> \n> {FIRST}\n> \n> {SECOND}\n",
    "bare": f"From: {BY}\nSent: {SENT}\nTo: Desk\nSubject: {ON}\n\n{STORY}",
}


@pytest.mark.parametrize("program", FORWARDS)
def test_a_mail_that_was_passed_on_is_the_text(program: str) -> None:
    item, article = only(mail(f"FYI, worth a look?\nMarit\n\n{FORWARDS[program]}", subject="FW: pier"))
    assert article.text.split("\n\n") == [FIRST, SECOND]
    assert (article.title, article.source) == ("Pier in Skarn", "Ilva Agency")
    assert article.published_at == datetime(2031, 5, 5, 21, tzinfo=UTC)
    assert item.guid == "pier-1@northsound.example"


def test_a_time_without_a_zone_is_not_taken_from_a_mail_that_was_passed_on() -> None:
    forward = FORWARDS["gmail"].replace(SENT, "Mon, May 5, 2031 at 9:00 PM")
    assert only(mail(forward, subject="Fwd: pier"))[1].published_at == AT


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 5 May 2031 at 21:00, Marit Holm <marit@paper.example> wrote:\n> When will it come?\n> And how long?\n",
        "Am 05.05.2031 um 21:00 schrieb Marit Holm:\n> Wann kommt es?\n> Und wie lang?\n",
        "-----Original Message-----\nFrom: Marit\nSent: Monday\nTo: Desk\nSubject: When?\n\nWhen will it come?\n",
        "> When will it come?\n> And how long?\n",
    ],
)
def test_of_an_answer_the_new_words_are_the_text(quoted: str) -> None:
    assert text_of(mail(f"{STORY}\n{quoted}", subject="Re: pier")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line", ["On Tuesday the ministry wrote:", "From: the bridge the pier looks whole.", "> 40 knots of wind"]
)
def test_lines_of_a_story_that_look_like_quoted_mail_stay(line: str) -> None:
    assert line in "\n".join(text_of(mail(f"{FIRST}\n\n{line}\n\n{SECOND}")))


def test_a_text_that_is_all_quoted_is_the_text() -> None:
    assert text_of(mail(f"> {FIRST}\n>\n> {SECOND}\n", subject="pier")) == [FIRST, SECOND]


def test_what_a_mail_brings_along_is_the_story_where_its_text_only_covers_it() -> None:
    message = mail("Dear all, our release is attached.")
    message.add_attachment(f"<h1>Pier</h1><p>{FIRST}</p>", subtype="html", filename="release.html")
    message.add_attachment(b"\xff\xd8\xff", "image", "jpeg", filename="pier.jpg")
    item, article = only(message)
    assert (item.guid, article.id) == ("pier-1@northsound.example",) * 2
    assert (article.text, article.title, article.source, article.published_at) == (FIRST, "Pier", "Northsound Wire", AT)


def test_stories_that_are_attached_to_one_are_stories_of_their_own() -> None:
    ninjs = {
        "uri": "urn:nw:7",
        "headline": "Own",
        "body_html": f"<p>{SECOND}</p>",
        "versioncreated": "2031-01-02T03:04:05Z",
    }
    message = mail(LONG)
    message.add_attachment(FIRST, filename="first.txt")
    message.add_attachment(json.dumps(ninjs).encode(), "application", "json", filename="item.json")
    items = read_wire(message.as_bytes())
    assert [item.guid for item in items] == [
        "pier-1@northsound.example",
        "pier-1@northsound.example/first.txt",
        "urn:nw:7",
    ]
    assert [item.article and item.article.title for item in items] == [
        "Western pier closed",
        "Western pier closed",
        "Own",
    ]
    assert items[2].article is not None
    assert items[2].article.published_at == datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_mail_inside_a_mail() -> None:
    inner = mail()
    outer = mail("FYI", subject="Fwd: pier")
    outer.replace_header("Message-ID", "<outer@paper.example>")
    outer.replace_header("From", "Marit <marit@paper.example>")
    outer.add_attachment(inner)
    item, article = only(outer)
    assert (item.guid, article.source) == ("pier-1@northsound.example", "Northsound Wire")
    assert article.text.split("\n\n") == [FIRST, SECOND]


def test_a_mail_without_an_id_has_that_of_its_bytes() -> None:
    message = mail()
    del message["Message-ID"]
    first, again = only(message)[0].guid, only(message)[0].guid
    assert first == again
    assert first.startswith("text:")
