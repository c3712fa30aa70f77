"""Who says a quotation, in other languages: named where it is clear, and otherwise nobody."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.quotations import find_quotations


def speakers(text: str, language: str) -> list[str | None]:
    return [one.speaker for one in find_quotations(read_document(Article(text, language=language)))]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "„Wir geben nicht auf“, sagte Bürgermeisterin Anna Bergholt am Montag.", "Anna Bergholt"),
        ("de", "Anna Bergholt sagte: „Wir geben heute nicht auf.“", "Anna Bergholt"),
        ("de", "„Wir geben nicht auf“, sagte ihr Vorsitzender Ole Brakemann.", "Ole Brakemann"),
        ("de", "„Wir geben nicht auf“, sagte sie am Montag im Rathaus.", None),
        ("de", "„Wir geben nicht auf“, sagte ein Sprecher der Berliner Feuerwehr.", "Sprecher der Berliner Feuerwehr"),
        ("de", "„Wir geben nicht auf“, sagte der Gründer von Tessaly, Corin Ashgrove, am Montag.", "Corin Ashgrove"),
        ("de", "„Wir geben nicht auf“, sagte der Gründer von Tessaly am Montag.", "Gründer von Tessaly"),
        ("de", "„Wir geben nicht auf“, sagte die Sprecherin Ursula von der Lohe am Montag.", "Ursula von der Lohe"),
        ("de", "„Wir geben nicht auf“, sagte Ursula von der Lohe, die Gründerin von Tessaly.", "Ursula von der Lohe"),
        ("fr", "« Nous ne partirons pas », a déclaré le maire de Lorvane, Bastien Lormeau.", "Bastien Lormeau"),
        ("fr", "Selon Maud Ferrandier, « il ne faut rien signer ».", "Maud Ferrandier"),
        ("es", "«No nos iremos de aquí», dijo la alcaldesa Remedios Tardaguila.", "Remedios Tardaguila"),
        ("it", "«Non ce ne andremo mai», ha detto il sindaco Dario Vellani.", "Dario Vellani"),
        ("pt", "“Não vamos sair daqui”, disse a prefeita Lídia Tavora.", "Lídia Tavora"),
        ("nl", "“We gaan hier niet weg”, zei burgemeester Joris van der Veld.", "Joris van der Veld"),
        ("ru", "«Мы никуда отсюда не уйдём», — заявила мэр Галина Устюжанина.", "Галина Устюжанина"),
        ("ar", "وقال سالم الدرعي: «لن نرحل من هنا أبدا».", "سالم الدرعي"),
        ("zh", "指挥员林海说:“我们与大风搏斗了整整三个小时。”", "指挥员林海"),
        ("ja", "「私たちは三時間にわたって風と戦った」と指揮官の林海人は述べた。", "指揮官の林海人"),
    ],
)
def test_speakers(language: str, text: str, speaker: str | None) -> None:
    assert speakers(text, language) == [speaker]


def test_a_said_clause_in_the_middle_ends_no_quotation() -> None:
    text = "„Wir geben nicht auf“, sagte Anna Bergholt, „denn das Dorf gehört uns allen.“"
    (quotation,) = find_quotations(read_document(Article(text, language="de")))
    assert len(quotation.pieces) == 2
    assert "sagte" not in quotation.words


def test_two_characters_in_quotation_marks_are_a_name_and_no_quotation() -> None:
    assert speakers("这艘船名为“海燕”,昨天沉没了。", "zh") == []
