"""A story and its rewrite in another language, with a sentence model that knows both, and with one that does not.

The model that knows both is a stand-in: it looks words up in a dictionary. How well a real multilingual one does is not
measured here, only that what it finds close is found, aligned and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.comparing import Comparer
from dedup.settings import Settings
from dedup.wiring import build_judge, build_service
from tests.fakes import BilingualEncoder, HashingEncoder
from tests.unit.detection.sides import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.ports.models import Encoder
    from dedup.service import DedupService

_PAIRS = """
der=the die=the das=the den=the dem=the des=of am=on ein=a eine=a einen=a und=and in=in im=in nach=after
nachdem=after hafenmeister=harbour hat=has montag=monday nördlichen=northern pier=pier gesperrt=closed
sperrte=closed taucher=divers risse=cracks zwei=two pfählen=piles gefunden=found fanden=found vierzig=forty
fischerboote=fishing müssen=must jenseits=across mündung=estuary festmachen=moor bis=until ingenieure=engineers
neue=new eiche=oak meeresboden=seabed getrieben=driven haben=have reparatur=repairs wird=will drei=three
millionen=million kronen=crowns verschlingen=swallow summe=sum hafen=port nie=never zurückgelegt=aside
räumte=admitted sein=its schatzmeister=treasurer von=of mehr=more"""
DICTIONARY = dict(pair.split("=") for pair in _PAIRS.split())
STORY = "\n\n".join(STORIES[0])
GERMAN = (
    "Der Hafenmeister von Ottervik sperrte am Montag den nördlichen Pier, nachdem Taucher Risse in zwei Pfählen "
    "fanden."
    "\n\n"
    "Vierzig Fischerboote müssen jenseits der Mündung festmachen, bis Ingenieure neue Eiche in den Meeresboden "
    "getrieben haben."
    "\n\n"
    "Die Reparatur wird drei Millionen Kronen verschlingen, eine Summe, die der Hafen nie zurückgelegt hat, räumte "
    "sein Schatzmeister ein."
)


def opened(folder: Path, encoder: Encoder) -> Iterator[DedupService]:
    service = build_service(Settings(data_dir=folder), encoder)
    for number, story in enumerate(STORIES):
        service.ingest(Article("\n\n".join(story), id=f"story-{number}", language="en"))
    yield service
    service.close()


@pytest.fixture
def knowing(tmp_path: Path) -> Iterator[DedupService]:
    """A service whose sentence model knows both languages."""
    yield from opened(tmp_path, BilingualEncoder(DICTIONARY, "de"))


@pytest.fixture
def english(tmp_path: Path) -> Iterator[DedupService]:
    """A service whose sentence model knows English alone, as the packaged one does."""
    yield from opened(tmp_path, HashingEncoder(languages=frozenset({"en"})))


def test_a_rewrite_in_another_language_is_found_and_shown_paragraph_by_paragraph(knowing: DedupService) -> None:
    verdict = knowing.score(Article(GERMAN))
    best = verdict.matches[0]
    assert best.article.id == "story-0"
    assert best.relation.is_derived
    assert [(p.best.article_id, p.best.paragraph) for p in best.paragraphs if p.best is not None] == [
        ("story-0", 0),
        ("story-0", 1),
        ("story-0", 2),
    ]
    assert verdict.searched.languages == ("de", "en")
    assert verdict.searched.degraded == ()


def test_what_was_changed_is_told_across_languages(knowing: DedupService) -> None:
    changed = GERMAN.replace("drei Millionen", "fünf Millionen").replace("Montag", "Dienstag")
    found = knowing.score(Article(changed)).matches[0]
    assert {(fact.query.text, fact.match.text) for fact in found.facts} == {
        ("Dienstag", "Monday"),
        ("fünf Millionen Kronen", "three million crowns"),
    }
    assert not knowing.score(Article(GERMAN)).matches[0].facts


def test_an_answer_says_that_the_texts_are_in_two_languages(knowing: DedupService) -> None:
    assert "This text is in German, the other in English." in knowing.score(Article(GERMAN)).matches[0].reason
    assert "is in" not in knowing.score(Article(STORY)).matches[0].reason


def test_a_quotation_in_another_language_is_shown_beside_its_source_and_not_called_altered() -> None:
    said = "\n\n“Forty boats must moor across the estuary until engineers have new oak,” said Ann Roe."
    gesagt = "\n\n„Vierzig Fischerboote müssen jenseits der Mündung festmachen“, sagte Ann Roe."
    comparer = Comparer(BilingualEncoder(DICTIONARY, "de"), build_judge())
    (match,) = comparer.compare(Article(GERMAN + gesagt), Article(STORY + said)).matches
    assert [quote.status.value for quote in match.quotes] == ["translated"]


def test_without_such_a_model_the_answer_says_what_was_not_searched_by_meaning(english: DedupService) -> None:
    verdict = english.score(Article(GERMAN))
    assert not [match for match in verdict.matches if match.relation.is_derived]
    assert verdict.searched.degraded == ("searched by words alone: the sentence model does not know German",)
    assert english.score(Article(STORY)).searched.languages == ("en",)


@pytest.mark.parametrize(
    ("story", "changes"),
    [
        (
            (
                "大火于星期二凌晨烧毁了澜海港的一座仓库。消防部门表示,仓库内存放着约3400吨咖啡豆。\n\n"
                "“我们与大风搏斗了整整三个小时,大风几乎赢了我们,”指挥员林海说。损失估计达1.2亿元。"
            ),
            {"星期二": "星期三", "3400吨": "2400吨", "1.2亿元": "1.5亿元", "大风几乎赢了我们": "最后我们赢了大风"},
        ),
        (
            (
                "火曜日の未明、潮見港の倉庫が全焼した。消防によると、倉庫には約3400トンのコーヒー豆が保管されていた。\n\n"
                "「私たちは三時間にわたって風と戦い、ほとんど勝ち目がなかった」と指揮官は述べた。損害は1.2億円に上る。"
            ),
            {
                "火曜日": "水曜日",
                "3400トン": "2400トン",
                "1.2億円": "1.5億円",
                "ほとんど勝ち目がなかった": "最後には勝てた",
            },
        ),
    ],
)
def test_what_was_changed_is_told_where_words_have_no_spaces(story: str, changes: dict[str, str]) -> None:
    changed = story
    for old, new in changes.items():
        changed = changed.replace(old, new)
    comparer = Comparer(HashingEncoder(languages=frozenset({"en"})), build_judge())
    (match,) = comparer.compare(Article(changed), Article(story)).matches
    assert match.relation.is_derived
    *figures, _ = changes.items()
    assert {(fact.query.text, fact.match.text) for fact in match.facts} == {(new, old) for old, new in figures}
    assert [quote.status.value for quote in match.quotes] == ["altered"]
    for fact in match.facts:
        assert changed[fact.query.start : fact.query.end] == fact.query.text
