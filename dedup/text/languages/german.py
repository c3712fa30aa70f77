"""German."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
der die das den dem des ein eine einer eines einem einen und oder aber auch als am an auf aus bei beim bis da damit
dann dass denn dazu deren dessen dies diese diesem diesen dieser dieses doch durch er es etwa für gegen gegenüber
habe haben hat hatte hatten ihm ihn ihnen ihr ihre ihrem ihren ihrer im in innerhalb ins ist jede jedem jeden jeder
jedoch jetzt kann kein keine keinen keiner können konnte konnten laut man mehr mehrere mit muss müssen musste nach
nachdem noch nun nur ob ohne sagte sagt sagten sei seien sein seine seinem seinen seiner seit sich sie sind so soll
sollen sollte sollten sondern sowie über um unter vom von vor war waren was weil weitere weiteren welche wenn werde
werden wer wie wieder will wir wird wo worden wurde wurden würde würden zu zum zur zwischen während wegen nicht
nichts dort hier sehr schon bereits immer gut ganz alle allem allen aller alles andere anderen beide beiden damals
dabei darauf darüber davon derzeit erst erste ersten gab geben gibt gegeben gehen geht gewesen ich ja je könnte
könnten lassen machen macht nie oft selbst sollen sonst statt trotz viel viele vielen weder wegen weiter wohl zudem
zwar"""
_ONES = counted("zwei drei vier fünf sechs sieben acht neun", 2)
_TENS = counted("zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_TEENS = counted("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10)
_UNITS = {
    r"prozent\w*": "%",
    r"prozentpunkten?": "pp",
    r"euro": "eur",
    r"(?:us-)?dollar": "usd",
    r"(?:schweizer )?franken": "chf",
    r"pfund": "gbp",
    r"kilometern?|km": "km",
    r"metern?|m": "m",
    r"zentimetern?|cm": "cm",
    r"millimetern?|mm": "mm",
    r"kilometern? (?:pro|in der) stunde|km/h|stundenkilometern?": "km/h",
    r"kilogramm|kilo|kg": "kg",
    r"tonnen?": "tonne",
    r"hektar": "ha",
    r"quadratkilometern?": "km2",
    r"quadratmetern?": "m2",
    r"litern?": "litre",
    r"stunden?": "hour",
    r"minuten?": "minute",
    r"sekunden?": "second",
    r"tagen?|tage": "day",
    r"wochen?": "week",
    r"monaten?|monate": "month",
    r"jahren?|jahre": "year",
    r"(?:jahre|jahren) alt|jährige[nrsm]?": "age",
    r"menschen|personen|leuten?|leute": "people",
    r"grad celsius|grad|°c": "celsius",
}
_WEEKDAYS = {
    "monday": "montag",
    "tuesday": "dienstag",
    "wednesday": "mittwoch",
    "thursday": "donnerstag",
    "friday": "freitag",
    "saturday": "samstag|sonnabend",
    "sunday": "sonntag",
}
_AXES = {
    "movement": (
        "steigt stieg stiegen gestiegen steigen wuchs wuchsen gewachsen wachsen zugelegt kletterte kletterten",
        "sinkt sank sanken gesunken sinken fiel fielen gefallen fallen schrumpfte schrumpften geschrumpft",
    ),
    "size": ("erhöht erhöhte erhöhten erhöhen", "gesenkt senkte senkten senken gekürzt kürzte kürzten kürzen"),
    "contest": ("gewinnt gewann gewannen gewonnen gewinnen", "verliert verlor verloren verlieren"),
    "approval": (
        "zugestimmt gebilligt billigte billigten angenommen befürwortet befürwortete befürworteten",
        "abgelehnt lehnte verworfen verwarf verwarfen",
    ),
    "verdict": ("verurteilt verurteilte schuldig", "freigesprochen freispruch unschuldig"),
    "permission": ("erlaubt erlaubte erlauben", "verboten verbietet verbot verbieten untersagt untersagte"),
    "opening": ("öffnet öffnete öffneten geöffnet öffnen eröffnet", "schließt schloss geschlossen schließen"),
    "success": ("gelungen erfolgreich", "gescheitert scheiterte scheiterten erfolglos"),
    "custody": ("festgenommen verhaftet", "freigelassen"),
    "trade": ("kauft kaufte kauften gekauft", "verkauft verkaufte verkauften"),
    "profit": ("gewinn gewinne", "verlust verluste"),
    "survival": ("überlebt überlebte überlebten", "starb starben gestorben"),
}
_NEGATORS = word_set("nicht kein keine keinen keiner keinem keines nie niemals ohne weder")
_AUXILIARIES = word_set("""
    hat haben hatte hatten ist sind war waren wird werden wurde wurden sei seien habe kann können konnte konnten
    soll sollen muss müssen will wollen darf dürfen""")
_LIGHT = word_set("der die das den dem des ein eine einer einem einen es er sie sehr mehr so zu im in auf")
_POLARITY = Polarity(
    linking="e",
    axes=_AXES,
    negators=_NEGATORS,
    light=_LIGHT | _AUXILIARIES,
    auxiliaries=_AUXILIARIES,
    doubts=_NEGATORS
    | word_set("""
    kaum fast statt außer lehnt lehnte ablehnen bestreitet bestritt zurück verweigert verweigerte"""),
    tight={
        "above": ("über", "unter"),
        "more": ("mehr", "weniger"),
        "before": ("vor", "nach"),
        "with": ("mit", "ohne"),
        "for": ("für", "gegen"),
    },
    split=frozenset({"survival", "approval", "verdict", "custody"}),
    idle=word_set("nur zuletzt mehr unbedingt"),
    prefixes=("un",),
    bounds={"nach": 1, "über": 1, "vor": -1, "bis": -1, "unter": -1},
)

_WOMEN = """
andrea angelika anja anke annegret annette antje bärbel beate bettina birgit brigitte britta carola claudia cornelia
dagmar doris elfriede elke erika eva franziska frauke gabi gabriele gerda gisela gudrun hanne hannelore heike helga
hildegard ilse imke inge ingeborg ingrid jana jutta karin karoline katharina kathrin katja katrin kerstin kirsten lena
leonie luise manuela mareike margarete margot marlene martina meike merle michaela monika nadine nele nora regina
renate rita rosemarie ruth sabine sandra saskia sigrid silke simone sonja stefanie steffi susanne svenja sybille tanja
ulrike ursula ute vera verena waltraud wiebke"""
_MEN = """
achim andreas armin arne axel bernd bernhard björn bodo burkhard carsten christof christoph claus detlef dieter dietmar
dirk eberhard eckhard egon enno erich ernst erwin falk fiete florian franz friedrich fritz georg gerd gerhard gernot
gottfried günter günther gustav hans harald hartmut heiko heiner heinrich heinz helmut henning herbert hermann holger
horst ingo jan jens joachim jochen jörg jürgen kai karsten klaus knut konrad kurt lennart lothar ludger ludwig lutz
malte manfred marcel markus matthias mirko moritz norbert olaf peer rainer ralf reinhard rolf rüdiger rudolf sebastian
siegfried sönke steffen sven thorsten tilman tobias torben torsten udo ulf ulrich uwe volker walter werner wilfried
wilhelm winfried wolfgang"""

GERMAN = Grammar(
    code="de",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        **joined(_TENS, _ONES | {"ein": 1.0}, "{one}und{ten}"),
        **counted("hundert/einhundert zweihundert dreihundert vierhundert fünfhundert", 100, 100),
        **counted("tausend/eintausend zweitausend dreitausend viertausend fünftausend", 1000, 1000),
    },
    magnitudes={
        "tausend": 1e3,
        "tsd.": 1e3,
        **dict.fromkeys(["million", "millionen", "mio.", "mio"], 1e6),
        **dict.fromkeys(["milliarde", "milliarden", "mrd.", "mrd"], 1e9),
        **dict.fromkeys(["billion", "billionen"], 1e12),
    },
    one="ein eine einer einen einem",
    units=_UNITS,
    hedges=(
        "mehr als|über|gut|mindestens",
        "weniger als|unter|knapp|fast|nahezu|beinahe|höchstens",
        "rund|etwa|ungefähr|circa|ca\\.|gegen|an die",
    ),
    version=3,
    weekdays={
        day: rf"(?:{written})(?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht)?"
        for day, written in _WEEKDAYS.items()
    },
    before_year="im jahr jahre seit von bis nach vor ende anfang mitte in",
    clock=r"(?P<hour>[01]?\d|2[0-3])(?:[.:](?P<minute>[0-5]\d))? uhr(?!\w)",
    titles="""
    abgeordnete abgeordneter
    herr frau dr. prof. professor professorin präsident präsidentin bürgermeister bürgermeisterin oberbürgermeister
    oberbürgermeisterin minister ministerin ministerpräsident ministerpräsidentin kanzler kanzlerin
    bundeskanzler bundeskanzlerin sprecher sprecherin polizeisprecher polizeisprecherin chef chefin direktor
    direktorin leiter leiterin richter richterin staatsanwalt staatsanwältin trainer trainerin vorsitzende
    vorsitzender senator senatorin landrat landrätin einsatzleiter einsatzleiterin geschäftsführer
    geschäftsführerin innenminister innenministerin finanzminister finanzministerin vorstandschef
    vorstandschefin verteidiger verteidigerin kapitän""",
    first_names=(_WOMEN, _MEN),
    starters="""
    auch nach bei zuvor danach dann doch dort hier heute gestern morgen insgesamt zudem außerdem dagegen allerdings
    inzwischen zunächst später bislang seither vor mit für wegen trotz laut""",
    links="(?:(?:von|van)(?: de[rmn])?|vom|zu|zur|de|al) ",
    verbs="sagt|sagte|sagten|sagen|erklärt|erklärte|erklärten|betont|betonte|betonten|meint|meinte|warnt|warnte|warnten"
    "|kritisiert|kritisierte|fügte|ergänzte|berichtete|berichtet|teilte|schrieb|schreibt|forderte|fordert|versicherte"
    "|kündigte|nannte|bezeichnete|antwortete|räumte|bestätigte|hieß es|so",
    according="laut|nach (?:den )?(?:angaben|worten)(?: von| des| der)?|zufolge",
    pronouns="er sie es ich wir man ihm ihr ihnen",
    articles="der die das dem den des / ein eine einer eines einem sein seine seiner ihr ihre ihrer",
    has_capital_nouns=True,
    capitals="Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres",
    clipped_words="n|ne|nem|nen|ner|nes|s|mal|rein|raus|rauf|runter|nauf",
    elided_words="[sßxz]",
    pound="Pfund",
    polarity=_POLARITY,
)
