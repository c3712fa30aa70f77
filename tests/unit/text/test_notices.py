"""Notes that only editors are to read are no text; sentences about such notes are."""

import pytest

from dedup.article import Article
from dedup.text.document import has_words, read_document

NOTES = """
(Diese Informationen sind nicht zur Veröffentlichung bestimmt)
Die folgenden Angaben sind nicht zur Veröffentlichung bestimmt.
Nicht zur Veröffentlichung!
Bitte nicht veröffentlichen.
Nur zur Information der Redaktionen
(Ende der Durchsage)
Sperrfrist: Dienstag, 6. Mai, 18.00 Uhr
NOT FOR PUBLICATION OR BROADCAST
(This information is not intended for publication.)
For planning purposes only.
EMBARGOED UNTIL 18:00 GMT, Tuesday, May 6
Embargo: not for release before 6 a.m. on Wednesday, May 7, 2031
Hold for release Tuesday, May 6, 6 p.m.
End of advisory.
(Ces informations ne sont pas destinées à la publication)
Ne pas publier.
Sous embargo jusqu'au mardi 6 mai à 18h00
Esta información no está destinada a su publicación
(No publicar)
Embargado hasta las 18.00 del martes
Queste informazioni non sono destinate alla pubblicazione
Da non pubblicare
Embargo fino alle ore 18 di martedì
(Deze informatie is niet bestemd voor publicatie)
Ej för publicering
Não destinado a publicação
""".strip().split("\n")

REPORTING = """
The minutes were not for publication, the mayor said, but the paper printed them all the same.
Not for publication were the names of the twelve witnesses, a court in Ottervik ruled.
Die Informationen sind nicht zur Veröffentlichung bestimmt, sagte der Minister.
Das Ende der Durchsage wartete im Bahnhof niemand ab.
Sperrfrist bis Montag 18 Uhr, das Gericht urteilt danach.
Embargo until 2030 hurts exporters of wood.
Embargoed goods worth $4 million were found in the harbour.
Hold for release 12 of the 40 prisoners.
For information only residents call the harbour office.
Ne pas publier ces photos serait une erreur, a déclaré le maire.
No publicar las cuentas cuesta al club tres puntos.
Embargo fino a 2030 per il legno
""".strip().split("\n")


@pytest.mark.parametrize("line", NOTES)
def test_a_text_of_nothing_but_a_note_to_editors_has_no_words(line: str) -> None:
    assert not has_words(read_document(Article(line)))
    assert has_words(read_document(Article(f"{line}\n\nThe pier at Ottervik stays closed until Friday.")))


@pytest.mark.parametrize("line", REPORTING)
def test_a_sentence_about_such_a_note_is_text(line: str) -> None:
    assert has_words(read_document(Article(line)))
