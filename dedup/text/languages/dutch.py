"""Dutch."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
de het een en of maar want dus dat dit die deze der den des van voor in op aan bij met om te tot uit over onder naar
door tegen tussen na als dan toen nu nog al ook wel niet geen er hier daar waar wie wat welke hoe zo zoals ik je jij
u hij zij ze we wij hun haar hem zijn mijn ons onze is was waren ben bent wordt worden werd werden geworden heeft
hebben had hadden kan kunnen kon konden moet moeten moest zal zullen zou zouden wil willen mag mogen meer minder
veel vele zeer heel alle alles andere ander eigen zelf elke iedere enkele sinds tijdens volgens omdat terwijl hoewel
zonder wegens vanwege nadat voordat indien tevens echter bovendien zei zegt zeggen aldus liet laten"""
_ONES = counted("twee drie vier vijf zes zeven acht negen", 2)
_TEENS = counted("tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien", 10)
_TENS = counted("twintig dertig veertig vijftig zestig zeventig tachtig negentig", 20, 10)
_EN = {word: value for word, value in _ONES.items() if not word.endswith("e")} | {"een": 1.0}
_NEGATORS = word_set("niet geen nooit zonder noch")
_AUXILIARIES = word_set("""
    heeft hebben had hadden is zijn was waren wordt worden werd werden kan kunnen zal zullen moet moeten""")

_WOMEN = """
aafke aaltje agnes anja anke annelies annemarie anneke annet antje astrid berber bianca brechtje carla carolien corrie
daniëlle dieuwke dineke elly els elske emma esther evelien fenna femke fleur floor froukje geertje gerda greetje
hanneke hanny heleen hendrika henny hetty hilde ilse ineke inge ingrid irma jacoba jacqueline janneke jannie jantje jet
jeltje jolanda josien joke karin katja kim kirsten lies liesbeth lieke linda lisette loes lotte maaike maartje machteld
marieke marijke marike marjan marjolein marleen marloes martine mieke miep mies miranda mirjam monique nelleke nienke
noor petra ria riet rianne roos saskia sanne sietske sigrid sjoukje sophie suzanne tanja tineke tjitske trudy truus
ursula vera wendela wiesje wilma willemijn yvonne"""
_MEN = """
aart adriaan albert alfons arend arie arjan arnoud bart bas bastiaan berend bert bob boudewijn bram cees christiaan
coen cor cornelis daan dirk douwe eelco egbert erik evert ewout ferdinand fokke frank frans freek frits gerard gerben
gerrit gert gijs govert guus hans harm harrie hein hendrik henk herman hidde huub jaap jacob jacques jan jelle jeroen
jesse joep johan joop joost jord joris jos jurgen kees klaas koen kors lambert laurens leendert lex lodewijk loek
maarten marcel marnix marten mathijs matthijs maurits menno michiel niek niels onno pepijn piet pieter pim quinten
reinder reinier remco rené ries rik rob robbert roel roelof rogier roland ruben rudolf ruud sander sebastiaan siebe
sipke sjaak sjoerd stijn sybren taco teun theo thijs thom ties tijmen tjeerd tom ton valentijn victor vincent wessel
wietse wilbert willem wim wouter"""

_WEEKDAYS = {
    "monday": "maandag",
    "tuesday": "dinsdag",
    "wednesday": "woensdag",
    "thursday": "donderdag",
    "friday": "vrijdag",
    "saturday": "zaterdag",
    "sunday": "zondag",
}
DUTCH = Grammar(
    code="nl",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        **joined(_TENS, _EN, "{one}en{ten}"),
        **joined(_TENS, {"twee": 2.0, "drie": 3.0}, "{one}ën{ten}"),
        **counted("honderd tweehonderd driehonderd vierhonderd vijfhonderd", 100, 100),
        **counted("duizend tweeduizend drieduizend", 1000, 1000),
    },
    magnitudes={
        "duizend": 1e3,
        **dict.fromkeys(["miljoen", "miljoenen", "mln"], 1e6),
        **dict.fromkeys(["miljard", "miljarden", "mld"], 1e9),
    },
    one="een",
    units={
        r"procent": "%",
        r"procentpunt(?:en)?": "pp",
        r"euro": "eur",
        r"dollar": "usd",
        r"pond": "gbp",
        r"kilometer|km": "km",
        r"meter|m": "m",
        r"centimeter|cm": "cm",
        r"kilometer per uur|km/u": "km/h",
        r"kilo(?:gram)?|kg": "kg",
        r"ton": "tonne",
        r"hectare": "ha",
        r"vierkante meter": "m2",
        r"vierkante kilometer": "km2",
        r"liter": "litre",
        r"uur|uren": "hour",
        r"minuut|minuten": "minute",
        r"secondes?|seconden": "second",
        r"dag(?:en)?": "day",
        r"week|weken": "week",
        r"maand(?:en)?": "month",
        r"jaar|jaren": "year",
        r"jarige": "age",
        r"mensen|personen": "people",
        r"graden(?: celsius)?|°c": "celsius",
    },
    hedges=("meer dan|ruim|minstens", "minder dan|bijna|onder", "ongeveer|circa|rond|zo'n|omstreeks"),
    version=3,
    weekdays={day: rf"{written}(?:ochtend|morgen|middag|namiddag|avond|nacht)" for day, written in _WEEKDAYS.items()},
    before_year="in sinds van tot jaar",
    clock=r"(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d) uur(?!\w)",
    titles="""
    dhr. mevr. dr. prof. meneer mevrouw professor president burgemeester minister premier minister-president
    directeur directrice rechter officier woordvoerder woordvoerster voorzitter kapitein kolonel generaal
    senator wethouder advocaat trainer coach topman topvrouw""",
    first_names=(_WOMEN, _MEN),
    starters="""
    volgens maar ook na bij eerder daarna toen gisteren vandaag morgen intussen inmiddels bovendien voor met zonder
    tijdens sinds ruim ongeveer bijna enkele""",
    links="(?:van(?: de[rn]?|'t)?|de|den|der|ter|ten|von|al) ",
    verbs="zei|zegt|zeiden|zeggen|verklaarde|verklaart|vertelde|vertelt|meldde|meldt|liet weten|laat weten|benadrukte"
    "|benadrukt|waarschuwde|waarschuwt|stelde|stelt|voegde|reageerde|reageert|schreef|schrijft|antwoordde|beloofde"
    "|bevestigde|bevestigt|aldus|noemde|noemt",
    according="volgens|naar eigen zeggen van",
    pronouns="hij zij ze",
    articles="de het / een zijn haar",
    clipped_words="n|t|s|k|m|ns|r|em|ie",
    elided_words="[sxz]",
    pound="pond",
    polarity=Polarity(
        linking="e",
        axes={
            "movement": ("gestegen steeg stegen stijgt gegroeid groeide", "gedaald daalde daalden daalt gekrompen"),
            "contest": ("gewonnen won wonnen wint", "verloren verloor verliest"),
            "approval": ("goedgekeurd aangenomen aanvaard", "afgewezen verworpen weggestemd"),
            "verdict": ("veroordeeld schuldig", "vrijgesproken onschuldig"),
            "opening": ("geopend opent opende", "gesloten sluit sloot"),
            "custody": ("aangehouden gearresteerd opgepakt", "vrijgelaten"),
        },
        negators=_NEGATORS,
        light=_AUXILIARIES | word_set("de het een er zeer meer zo te in op"),
        auxiliaries=_AUXILIARIES,
        doubts=_NEGATORS | word_set("nauwelijks bijna niemand niets behalve ontkent ontkende weigert tegen"),
        tight={"more": ("meer", "minder"), "before": ("voor", "na"), "with": ("met", "zonder")},
        split=frozenset({"approval", "verdict", "custody"}),
        idle=word_set("alleen slechts"),
        prefixes=("on",),
    ),
)
