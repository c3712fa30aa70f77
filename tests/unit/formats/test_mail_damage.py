"""Mail that is broken, or only looks like mail."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import InputError, InvalidArticle
from dedup.formats.files import read_content, read_files
from dedup.formats.mail import is_mail
from dedup.formats.wire import read_wire
from tests.unit.formats.mails import FIRST, HEAD, SECOND, STORY, mail, only, text_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_mail_is_known_by_its_headers(ends: str, tmp_path: Path) -> None:
    content = ends.encode().join(mail().as_bytes().splitlines())
    assert is_mail(b"From desk@northsound.example Tue May  6 08:00:00 2031\n" + content)
    (item,) = read_files("-", io.BytesIO(content))
    assert isinstance(item.result, Article)
    assert item.result.id == "pier-1@northsound.example"
    (tmp_path / "1936.M7P3.host:2,S").write_bytes(content)
    (tmp_path / "story.eml").write_bytes(content)
    assert [isinstance(item.result, Article) for item in read_files(tmp_path)] == [True, True]
    assert only(content)[1].text == next(read_content("story.eml", content)).result.text  # type: ignore[union-attr]
    (kind_text,) = read_wire(content, "text")
    assert kind_text == only(content)[0]


@pytest.mark.parametrize(
    "text",
    [
        f"From: our correspondent\n\n{STORY}",
        f"Subject: the pier of Skarn\n\n{STORY}",
        f"From: our correspondent\nTo: the desk\nSubject: pier\n\n{STORY}",
        f"Date: 6 May 2031\nPlace: Skarn\nPrice: 3 crowns\n\n{STORY}",
        f"From: a@b.example\nSubject: pier\nDate: today\nThis line is no header\n\n{STORY}",
        "From: a@b.example\nSubject: pier\nDate: Tue, 06 May 2031 08:00:00 +0200",
        STORY,
    ],
)
def test_texts_that_only_look_like_mail(text: str) -> None:
    assert not is_mail(text.encode())
    (item,) = read_wire(text.encode())
    assert item.article is not None
    assert item.article.text == text


BROKEN = {
    "nothing in it": HEAD + b"\r\n",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\n",
    "boundary never used": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n",
    "only a picture": HEAD + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n",
    "sealed": HEAD + b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n",
    "headers of rubbish": b"From: @\r\nTo: <<<>>>\r\nSubject: =?utf-8?q?=ff=fe?= =?x?b?!?=\r\nDate: 99 Foo 99999\r\n"
    b'Message-ID: <\r\nContent-Type: ;;;=\r\nContent-Disposition: a=b="c\r\n\r\n \r\n',
    "deep": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(400))
    + b"\r\nWords.\r\n",
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nWord.\r\n" * 5000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_mail_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError, match="This mail"):
        read_wire(BROKEN[name])
    (item,) = read_content("x.eml", BROKEN[name])
    assert isinstance(item.result, InputError)


def test_bad_base64_and_a_file_without_any_header_are_read_as_far_as_they_go() -> None:
    bad = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nVGhlIHBpZXIgaXMgY2xvc2VkLg*&\r\n"
    assert text_of(bad) == ["The pier is closed."]
    (item,) = read_content("x.eml", STORY.encode())
    assert isinstance(item.result, Article)
    assert item.result.text.split("\n\n") == [FIRST, SECOND]


def test_why_no_attachment_was_read_is_said() -> None:
    message = mail(" ")
    message.add_attachment(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application", "msword", filename="release.doc"
    )
    with pytest.raises(InvalidArticle, match=r"release\.doc: This is an Office document of the old kind"):
        read_wire(message.as_bytes())
