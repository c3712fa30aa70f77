"""Site furniture is told from stories: notices, boxes, bars, link lists. Six more languages: languages/."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.furniture import phrases
from dedup.text.furniture.finding import LONGEST, find_furniture, kind_of
from dedup.text.paragraphs import split_paragraphs

CONSENT = (
    "We and our 214 partners use cookies to store and access information on your device. "
    "By clicking Accept all you agree to our cookie policy. You can change your settings at any time. Learn more."
)


def kinds(text: str) -> dict[int, str]:
    return find_furniture(text, split_paragraphs(text))


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        (CONSENT, "consent"),
        ("This website uses cookies to improve your experience. Accept", "consent"),
        ("Manage cookie preferences", "consent"),
        ("Wir und unsere 120 Partner verwenden Cookies, um Inhalte zu personalisieren.", "consent"),
        ("Mit der Nutzung dieser Seite stimmen Sie der Verwendung von Cookies zu.", "consent"),
        ("Nous utilisons des cookies pour améliorer votre expérience. En savoir plus", "consent"),
        ("En poursuivant votre navigation, vous acceptez l'utilisation de cookies.", "consent"),
        ("Utilizamos cookies propias y de terceros para mejorar nuestros servicios.", "consent"),
        ("Questo sito utilizza cookie per migliorare la navigazione. Accetta", "consent"),
        ("This article is for subscribers only. Already a subscriber? Sign in", "subscription"),
        ("Subscribe to continue reading", "subscription"),
        ("You have read your last free article this month.", "subscription"),
        ("Dieser Artikel ist nur für Abonnenten verfügbar.", "subscription"),
        ("Jetzt weiterlesen mit dem Digitalabo", "subscription"),
        ("You have used 4 of your 5 free articles. Create a free account to keep reading.", "subscription"),
        ("Our reporting is free because of readers like you. It only takes a minute.", "subscription"),
        ("Listen to our weekly podcast, Ebb and Flow. New episodes every Friday.", "newsletter"),
        ("Newsletter : recevez chaque soir les nouvelles du port", "newsletter"),
        ("Kommentare werden vor der Freigabe von der Redaktion gelesen.", "comments"),
        ("Bitte beachten Sie unsere Netiquette. Die Kommentarfunktion schließt nach zwei Tagen.", "comments"),
        ("This live blog is now closed.", "stamp"),
        ("Cet article est réservé aux abonnés. Déjà abonné ?", "subscription"),
        ("Este artículo es exclusivo para suscriptores.", "subscription"),
        ("Questo articolo è riservato agli abbonati", "subscription"),
        ("Sign up for our morning newsletter", "newsletter"),
        ("Download our free app", "newsletter"),
        ("Get the day's headlines delivered to your inbox", "newsletter"),
        ("Try the new Harbour podcast today", "newsletter"),
        ("Abonnieren Sie unseren kostenlosen Newsletter", "newsletter"),
        ("Inscrivez-vous à notre newsletter", "newsletter"),
        ("Suscríbete a nuestro boletín", "newsletter"),
        ("Iscriviti alla newsletter", "newsletter"),
        ("Share on Facebook", "sharing"),
        ("Facebook Twitter WhatsApp Email Copy link", "sharing"),
        ("Follow us on Instagram", "sharing"),
        ("Folgen Sie uns auf Facebook", "sharing"),
        ("Suivez-nous sur Twitter", "sharing"),
        ("Síguenos en Facebook", "sharing"),
        ("Seguici su Facebook", "sharing"),
        ("Read more: Why the old pier was never mended", "navigation"),
        ("ALSO READ | Ferry fares to rise in May", "navigation"),
        ("Related stories", "navigation"),
        ("Lesen Sie auch: Warum die Mole gesperrt bleibt", "navigation"),
        ("À lire aussi : Pourquoi la jetée reste fermée", "navigation"),
        ("Lea también: Por qué sigue cerrado el muelle", "navigation"),
        ("Leggi anche: Perché il molo resta chiuso", "navigation"),
        ("Comments are closed.", "comments"),
        ("12 comments", "comments"),
        ("Join the conversation", "comments"),
        ("Please keep your comments civil and on topic.", "comments"),
        ("Kommentar schreiben", "comments"),
        ("Soyez le premier à réagir", "comments"),
        ("Deja un comentario", "comments"),
        ("Lascia un commento", "comments"),
        ("14:32 GMT", "stamp"),
        ("Updated 3 hours ago", "stamp"),
        ("3 hours ago", "stamp"),
        ("Friday, 4 March 2031", "stamp"),
        ("Last updated: 4 March 2031 at 14:32", "stamp"),
        ("4 min read", "stamp"),
        ("Aktualisiert am 4. März 2031, 14:32 Uhr", "stamp"),
        ("vor 3 Stunden", "stamp"),
        ("Publié le 4 mars 2031 à 14h32", "stamp"),
        ("Actualizado a las 14:32", "stamp"),
        ("hace 3 horas", "stamp"),
        ("Pubblicato il 4 marzo 2031", "stamp"),
        ("Advertisement", "advert"),
        ("ADVERTISEMENT - CONTINUE READING BELOW", "advert"),
        ("Anzeige", "advert"),
        ("La suite après la publicité", "advert"),
        ("Publicidad", "advert"),
        ("Pubblicità", "advert"),
        ("All rights reserved", "rights"),
        ("© Riproduzione riservata", "rights"),
        ("Sign in", "subscription"),
        ("Anmelden", "subscription"),
    ],
)
def test_furniture_is_known(paragraph: str, kind: str) -> None:
    assert kind_of(paragraph) == kind


@pytest.mark.parametrize(
    "paragraph",
    [
        "Cookies baked by the harbour café sold out within an hour.",
        "Sites in Aldermark must ask before they use cookies, the privacy commissioner ruled on Monday.",
        "We use cookies as sparingly as we can, the company said in a statement.",
        '"We use cookies to improve your experience," the banner read.',
        '"Read more," she told the pupils.',
        "Read more books than last year, the minister asked of every school.",
        "Residents can sign up for the hearing until Friday.",
        "Sign up by Friday, the council told the owners of boats.",
        "He signed up with the navy at nineteen.",
        "Subscribers to the Courier fell by a tenth in the first quarter.",
        "The newsletter reached 40,000 readers before it was closed.",
        "The paper closed its comments after threats against two reporters.",
        "Commenting rules will be rewritten, Varrow said.",
        "Share prices fell by 4 percent on the Corvane Exchange.",
        "Share the road, the police asked of cyclists on Sunday.",
        "Follow the money was the advice she gave to her successor.",
        "At 14:32 GMT the train left the station.",
        "It was 14:32.",
        "Friday, 4 March",
        "They met three hours ago.",
        "Updated figures will be published in March.",
        "Advertisement spending rose for the third year.",
        "All rights reserved for the owners were sold.",
        "Related companies were searched as well.",
        "Download speeds doubled within a year.",
        "Get out, he shouted.",
        "Comments by the mayor were struck from the record.",
        "Wir verwenden Cookies, sagte die Sprecherin der Stadt.",
        "Die Anzeige ging am Montag bei der Polizei ein.",
        "La publicité pour l'alcool sera interdite en mai.",
        "Suivez les règles, a demandé le maire.",
        "La publicidad en la calle costará más.",
        "Leggi e regolamenti cambiano da maggio.",
        "You have read of the free port in Corvane before, and of its 4 of 5 empty berths.",
        "Create an account of what happened, the judge asked of both captains.",
        "New episodes of the series were shot in the harbour of Selm.",
        "Our work is done, the divers wrote on the wall of the dock.",
        "Kommentare werden in Corvane selten gelesen.",
        "Die Kommentarfunktion kostete die Zeitung im Jahr 40.000 Kronen.",
        "Home, in the end, was where she wanted to be.",
        "",
    ],
)
def test_reporting_is_none(paragraph: str) -> None:
    assert kind_of(paragraph) is None


def test_what_is_too_long_for_a_notice_is_none() -> None:
    assert kind_of("We use cookies. " * (LONGEST // 16)) == "consent"
    assert kind_of("We use cookies. " * (LONGEST // 16 + 1)) is None


STORY = "The ferry hall in Saltmere stays closed until May, the owners wrote on Monday."


def test_a_menu_between_prose_is_a_menu() -> None:
    assert kinds(f"{STORY}\n\nNews\n\nSport\n\nSaltmere\n\nWeather\n\n{STORY}") == dict.fromkeys(
        range(1, 5), "navigation"
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Ilse Varrow", "Dorrin Hask", "Maren Tolk", "Wil Dunmarrow"],  # a squad, the winners of a prize
        ["Saltmere 2 Corvane 1", "Lundvik 0 Tallmo 0", "Orlan 3 Polder 3"],
        ["Flour", "Butter", "Two eggs", "Salt"],
        ["News", "Sport"],
        ["The wind rose", "The sea went grey", "We did not speak", "The light was low"],
    ],
)
def test_short_lines_of_a_story_are_no_menu(lines: list[str]) -> None:
    assert kinds("\n\n".join([STORY, *lines, STORY])) == {}


def test_links_below_a_heading_are_links_up_to_the_next_sentence() -> None:
    text = f"{STORY}\n\nRelated stories\n\nWhy the pier was never mended\n\nWho owns the ferry hall?\n\n{STORY}"
    assert kinds(text) == dict.fromkeys((1, 2, 3), "navigation")
    assert kinds(f"{STORY}\n\nThe relations\n\nWhy the pier was never mended\n\n{STORY}") == {}


def test_furniture_is_left_out_of_what_is_scored() -> None:
    document = read_document(Article(f"{STORY}\n\n{CONSENT}\n\n{STORY}"))
    assert [len(paragraph.sentences) for paragraph in document.paragraphs] == [1, 0, 1]
    assert "cookies" not in document.words.texts


ADDRESSED = (
    "Some of our 300 partners store cookies on your device to learn what you like. You may reject this at any time."
)
BUTTON = (
    'Damit Ihr Besuch bei uns gelingt, setzen wir und Partner Cookies ein. Klicken Sie auf "Zustimmen", um die Analyse '
    "der Zugriffe zu erlauben."
)
DEPOSITED = (
    "Nos partenaires et nous déposons des cookies sur votre appareil pour mesurer l'audience et personnaliser la "
    "publicité, ce que vous pouvez refuser."
)
MODERATED = (
    "Every comment is read before we publish it. Stay on topic, respect others; we remove what is abusive, "
    "and your contribution may be shortened."
)
COLUMN = (
    "You have seen it: cookies, consent, partners, settings. Our columnist has clicked on all of them for a year and "
    "tells how the harbour's ferries, its fish market and its old crane look to one who agrees to everything, from "
    "the first boat in the morning until the lamps go out on the quay."
)


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        (ADDRESSED, "consent"),
        (BUTTON, "consent"),
        (DEPOSITED, "consent"),
        (MODERATED, "comments"),
        (COLUMN, None),
        ("We asked partners of the firm how cookies are stored and what consent means to your privacy.", None),
        ('"We store your cookies with our partners and ask for consent," the chief of Orsena Data said.', None),
        ("Ferry partners accept your old tickets until Friday, and our stories tell where.", None),
    ],
)
def test_a_notice_is_known_by_whom_it_addresses_and_its_words(paragraph: str, kind: str | None) -> None:
    assert kind_of(paragraph) == kind


@pytest.mark.parametrize(
    "paragraph",
    [
        "View this email in your browser",
        "You are receiving this email because you signed up at the Harbour Post.",
        "This e-mail and any attachments are confidential and intended for the addressee only.",
        "Comments are moderated before publication.",
        "Diese E-Mail im Browser ansehen",
        "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt.",
        "Der Beitrag Mole gesperrt erschien zuerst auf Hafenblatt.",
        "Vous recevez cette newsletter parce que vous êtes abonné.",
        "Ce message est confidentiel et réservé à son destinataire.",
        "L'article La jetée est fermée est apparu en premier sur Le Quai.",
        "Este mensaje es confidencial y va dirigido a su destinatario.",
        "La entrada El muelle se cierra se publicó primero en El Puerto.",
        "Contenido exclusivo para suscriptores",
        "L'articolo Il molo chiude proviene da Il Porto.",
    ],
)
def test_what_mail_and_blogs_add(paragraph: str) -> None:
    assert kind_of(paragraph) is not None


@pytest.mark.parametrize(
    "paragraph",
    [
        "The ministry is sending e-mails that are confidential to every ferry company on the coast.",
        "Comments by the harbour master were moderate before the vote.",
        "Der Beitrag der Stadt zur neuen Mole steigt auf vier Millionen.",
        "Ce message du port a surpris les pêcheurs.",
        "El mensaje del alcalde llegó tarde al puerto.",
        "L'articolo del regolamento vieta la pesca dal molo.",
    ],
)
def test_a_report_in_like_words_stays(paragraph: str) -> None:
    assert kind_of(paragraph) is None


def test_patterns_are_made_before_the_first_text_where_that_is_asked_for() -> None:
    phrases._pattern.cache_clear()
    phrases.make_patterns()
    made = phrases._pattern.cache_info().misses
    assert made > 500
    for piece in ("Subscribe to our newsletter.", "Read more: the harbour opens.", "Wir verwenden Cookies.", "Oslo."):
        kind_of(piece)
    assert phrases._pattern.cache_info().misses == made
