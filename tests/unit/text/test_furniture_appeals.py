"""Furniture that asks for money or tips, lines that say what was changed or shown; and reports about the like."""

import pytest

from dedup.text.furniture.finding import kind_of


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("This page uses cookies to give you the best of the harbour. Learn more Got it!", "consent"),
        ("We've updated our Privacy Notice and Terms.", "consent"),
        ("Um Ihnen mehr zu bieten und besser zu werden, verwenden wir Cookies. Mehr erfahren Verstanden", "consent"),
        ("Empfohlener externer Inhalt. An dieser Stelle finden Sie einen externen Inhalt der Hafenschau.", "consent"),
        ("Your gift keeps our reporters on the quay. Donate now.", "subscription"),
        ("Local journalism costs money. Become a supporter from as little as £2.", "subscription"),
        ("While you're here, a word about money.", "subscription"),
        ("The team at the Courier relies on readers like you. Please consider a donation.", "subscription"),
        ("This is a member-only story. Log in or subscribe to continue reading.", "subscription"),
        (
            "Ihre Spende macht diese Seite möglich. Schon mit vier Euro im Monat helfen Sie uns.",
            "subscription",
        ),
        ("Guter Journalismus kostet Geld. Unterstützen Sie uns.", "subscription"),
        ("Votre don est précieux. Devenez membre dès 3 euros.", "subscription"),
        ("Tu apoyo nos permite salir cada día. Hazte socia desde tres euros.", "subscription"),
        ("Sostieni una redazione indipendente. Fai una donazione oggi.", "subscription"),
        ("Got a tip? Email tips@corvane.example.", "sharing"),
        ("Know more about this story? Message our reporters securely on Signal.", "sharing"),
        ("Haben Sie einen Hinweis für uns? Schreiben Sie an tipp@corvane.example.", "sharing"),
        ("Vous avez un document à nous transmettre ? Écrivez-nous à info@corvane.example.", "sharing"),
        ("¿Tienes una pista que compartir? Escríbenos a pistas@corvane.example.", "sharing"),
        ("Hai una segnalazione? Scrivici a notizie@corvane.example.", "sharing"),
        ("Listen to this article 6 min", "sharing"),
        ("Video: the crane falls into the dock", "navigation"),
        ("Bildrechte: Corvane Courier/Mo Hale", "navigation"),
        ("À lire aussi La grue tombée dans le bassin", "navigation"),
        ("Hier geht es zu unserem Podcast.", "navigation"),
        ("This story was amended on 4 May 2031 to correct the name of the crane.", "stamp"),
        ("Editor's note: An earlier version of this report misstated the height of the crane.", "stamp"),
        ("Hinweis: Dieser Beitrag wurde am 4. Mai 2031 ergänzt.", "stamp"),
        ("Cet article a été mis à jour le 4 mai 2031.", "stamp"),
        ("Esta noticia ha sido actualizada.", "stamp"),
        ("Articolo aggiornato il 4 maggio 2031", "stamp"),
        ("The views expressed in this column are the author's own.", "rights"),
        ("Los comentarios están moderados. Por favor, respeta las normas.", "comments"),
    ],
)
def test_an_appeal_and_a_note_are_furniture(paragraph: str, kind: str) -> None:
    assert kind_of(paragraph) == kind


@pytest.mark.parametrize(
    "paragraph",
    [
        "Donations to the lifeboat fund doubled last year, the charity said.",
        'Mayor Ilse Varrow thanked the givers. "Your donation keeps this boat at sea," she said.',
        "Independent journalism is under threat in three of the five provinces, a report found.",
        "The newspaper relies on advertising for most of its income.",
        "An earlier version of the bill was rejected by the council in March.",
        "The article was amended by parliament on Tuesday after a vote of 51 to 47.",
        "Readers who know more about the crash are asked by police to come forward.",
        "Die Spende macht den Bau der neuen Halle möglich, sagte die Bürgermeisterin.",
        "Der Artikel der Verfassung wurde vom Gericht am 4. Mai für nichtig erklärt.",
        "Le don a permis de réparer le toit de l'église, selon la mairie.",
        "La donación permite abrir el comedor en mayo, anunció la alcaldesa.",
        "Il sostegno del governo permette di riaprire il porto, ha detto il sindaco.",
        "She got it. Learn more languages, her teacher told her.",
    ],
)
def test_reports_of_gifts_and_changes_stay(paragraph: str) -> None:
    assert kind_of(paragraph) is None
