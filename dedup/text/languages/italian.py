"""Italian."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
il lo la i gli le un uno una l d e ed o ma però che chi cui di del dello della dei degli delle a al allo alla ai
agli alle da dal dallo dalla dai dagli dalle in nel nello nella nei negli nelle con su sul sullo sulla sui sugli
sulle per tra fra come quando dove perché se si mi ti ci vi ne io lui lei noi voi loro suo sua suoi sue mio mia
nostro questa questo questi queste quello quella quelli quelle ha hanno aveva avevano avere è sono era erano essere
stato stata stati state sarà saranno sarebbe non né già più meno molto molti anche ancora inoltre così dopo prima
mentre tutto tutta tutti tutte altro altra altri altre stesso ogni alcuni alcune può possono deve devono fa fatto
fare detto secondo contro senza verso durante entro oltre ha aggiunto spiegato dichiarato"""
_ONES = counted("due tre quattro cinque sei sette otto nove", 2)
_TEENS = counted("dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove", 10)
_TENS = counted("venti trenta quaranta cinquanta sessanta settanta ottanta novanta", 20, 10)
_NEGATORS = word_set("non mai senza nessun nessuno nessuna")
_AUXILIARIES = word_set("ha hanno aveva avevano è sono era erano sarà saranno può possono deve devono si")

_WOMEN = """
adriana agnese alba alessandra alessia alice ambra anna antonella antonia arianna assunta aurora beatrice benedetta
bianca bruna carla carlotta carmela caterina cecilia chiara cinzia clara claudia concetta cristina daniela debora
donatella donata elena eleonora elisa elisabetta emanuela emma erica federica fiorella flavia francesca franca
gabriella gaia giada giorgia giovanna giulia giuliana giuseppina grazia graziella ilaria irene isabella laura letizia
lidia lina livia loredana lorena lucia luciana luisa maddalena manuela mara margherita maria mariangela marina marta
martina matilde michela milena mirella monica nadia nicoletta noemi olga ornella paola patrizia pina raffaella rita
roberta rosa rosanna sabrina sara serena silvana silvia simona sofia sonia stefania susanna teresa tiziana valentina
valeria vera veronica viola virginia viviana"""
_MEN = """
achille adriano agostino alberto aldo alessandro alessio alfonso alfredo andrea angelo antonio armando arturo attilio
augusto bartolomeo bernardo bruno camillo carlo carmine cesare ciro claudio corrado cosimo cristiano damiano daniele
dario davide diego domenico donato edoardo elia elio emanuele emilio ennio enrico enzo ernesto ettore eugenio ezio
fabio fabrizio federico felice ferdinando filippo flavio francesco franco gabriele gaetano gennaro gerardo giacomo
giampaolo gian gianni gino giordano giorgio giovanni giuliano giulio giuseppe guido ivo jacopo leonardo lorenzo luca
luciano luigi manlio marcello marco mariano mario massimiliano massimo matteo maurizio mauro michele nicola nino orazio
oscar osvaldo paolo pasquale piero pietro raffaele renato renzo riccardo rino roberto rocco romano ruggero salvatore
samuele sandro saverio sergio silvano silvio simone stefano tommaso ugo umberto valerio vincenzo vito vittorio walter"""

ITALIAN = Grammar(
    code="it",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        **joined(_TENS, _ONES | {"tré": 3.0}, "{ten}{one}"),
        **joined({ten[:-1]: value for ten, value in _TENS.items()}, {"uno": 1.0, "un": 1.0, "otto": 8.0}, "{ten}{one}"),
        **counted("cento duecento trecento quattrocento cinquecento seicento settecento", 100, 100),
        "mille": 1000.0,
        "duemila": 2000.0,
        "tremila": 3000.0,
    },
    magnitudes={
        "mila": 1e3,
        **dict.fromkeys(["milione", "milioni"], 1e6),
        **dict.fromkeys(["miliardo", "miliardi"], 1e9),
    },
    one="un una",
    units={
        r"per cento": "%",
        r"punti percentuali": "pp",
        r"euro": "eur",
        r"dollari|dollaro": "usd",
        r"sterline": "gbp",
        r"chilometri|chilometro|km": "km",
        r"metri|metro|m": "m",
        r"centimetri|centimetro|cm": "cm",
        r"chilometri (?:orari|all'ora)|km/h": "km/h",
        r"chilogrammi|chili|chilo|kg": "kg",
        r"tonnellat[ae]": "tonne",
        r"ettar[oi]": "ha",
        r"metri quadr(?:i|ati)": "m2",
        r"chilometri quadr(?:i|ati)": "km2",
        r"litr[oi]": "litre",
        r"or[ae]": "hour",
        r"minut[oi]": "minute",
        r"second[oi]": "second",
        r"giorn[oi]": "day",
        r"settiman[ae]": "week",
        r"mes[ei]": "month",
        r"ann[oi]": "year",
        r"persone": "people",
        r"gradi(?: celsius)?|°c": "celsius",
    },
    hedges=("più di|oltre|almeno", "meno di|quasi|sotto", "circa|intorno a|attorno a"),
    before_year="nel dal anno del al",
    titles="""
    signor signora dott. dottor dottoressa prof. professor professoressa presidente sindaco sindaca ministro
    ministra direttore direttrice giudice procuratore procuratrice capitano colonnello generale senatore
    senatrice deputato deputata portavoce governatore avvocato allenatore prefetto""",
    first_names=(_WOMEN, _MEN),
    starters="""
    secondo ma inoltre anche ieri oggi domani dopo prima mentre intanto poi per con senza durante circa oltre quasi
    nel nella""",
    links="(?:di|de|del|della|dei|da|d'|van|von|al) ?",
    verbs="ha detto|dice|disse|ha dichiarato|dichiara|ha affermato|afferma|ha aggiunto|aggiunge|ha spiegato|spiega"
    "|ha sottolineato|sottolinea|ha osservato|osserva|ha ricordato|ha commentato|commenta|ha avvertito|avverte"
    "|ha annunciato|annuncia|ha assicurato|ha ammesso|ha risposto|ha precisato|ha scritto|ha promesso",
    according="secondo|stando a",
    pronouns="lui lei loro egli ella",
    articles="il lo la i gli le l' del della / un uno una",
    clipped_words="ndrangheta|na|sta|sto|sti|ste",
    elided_words=r"\b(?:po|mo|be|di|da|fa|sta|va|to)",
    polarity=Polarity(
        linking="aeio",
        axes={
            "movement": ("salito sale cresciuto cresce aumentato aumenta", "sceso scende calato cala diminuito"),
            "contest": ("vinto vince vincono", "perso perde perdono"),
            "approval": ("approvato approva accettato", "respinto respinge bocciato rifiutato"),
            "verdict": ("condannato condannata colpevole", "assolto assolta innocente"),
            "opening": ("aperto apre", "chiuso chiude"),
            "custody": ("arrestato arrestata arrestati", "liberato liberata liberati scarcerato"),
        },
        negators=_NEGATORS,
        light=_AUXILIARIES | word_set("il lo la i gli le un una di a in molto più"),
        auxiliaries=_AUXILIARIES,
        doubts=_NEGATORS | word_set("né nulla niente quasi smentito nega negato contro"),
        tight={"more": ("più", "meno"), "before": ("prima", "dopo"), "with": ("con", "senza")},
        split=frozenset({"approval", "verdict", "custody"}),
        idle=word_set("solo soltanto"),
        prefixes=("in", "im", "ir", "dis"),
    ),
)
