"""Spanish."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
el la los las lo un una unos unas y e o u pero sino que qué de del al a ante bajo con contra desde durante en entre
hacia hasta para por según sin sobre tras como cómo cuando cuándo donde dónde quien quién quienes cual cuales cuyo
cuya este esta estos estas ese esa esos esas eso esto aquel aquella su sus mi mis tu tus nuestro nuestra se le les
me te nos os yo él ella ellos ellas usted ustedes nosotros ha han había habían haber he hay es son era eran fue
fueron ser sido será serán sería está están estaba estaban estar no ni sí si ya muy más menos también tampoco además
aunque porque pues así entonces luego después antes mientras todo toda todos todas otro otra otros otras mismo misma
cada algún alguna algunos algunas ningún ninguna poco mucho muchos muchas puede pueden podría debe deben tiene
tienen tenía hace hacer hizo dijo dice afirmó señaló agregó añadió"""
_ONES = counted("dos tres cuatro cinco seis siete ocho nueve", 2)
_TEENS = counted(
    """diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno/veintiún/veintiuna
    veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve""",
    10,
)
_TENS = counted("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
_UNITS = {
    r"por ciento": "%",
    r"puntos porcentuales": "pp",
    r"euros?": "eur",
    r"dólares|dólar": "usd",
    r"libras esterlinas": "gbp",
    r"kilómetros?|km": "km",
    r"metros?|m": "m",
    r"centímetros?|cm": "cm",
    r"milímetros?|mm": "mm",
    r"kilómetros? por hora|km/h": "km/h",
    r"kilogramos?|kilos?|kg": "kg",
    r"toneladas?": "tonne",
    r"hectáreas?": "ha",
    r"kilómetros? cuadrados?": "km2",
    r"metros? cuadrados?": "m2",
    r"litros?": "litre",
    r"horas?": "hour",
    r"minutos?": "minute",
    r"segundos?": "second",
    r"días?": "day",
    r"semanas?": "week",
    r"mes(?:es)?": "month",
    r"años?": "year",
    r"personas": "people",
    r"grados(?: celsius| centígrados)?|°c": "celsius",
}
_AXES = {
    "movement": (
        "subió sube subieron aumentó aumenta aumentaron creció crece crecieron",
        "bajó baja bajaron cayó cae cayeron disminuyó disminuye descendió descendieron",
    ),
    "contest": ("ganó gana ganaron", "perdió pierde perdieron"),
    "approval": ("aprobó aprueba aprobaron aprobado aceptó aceptaron", "rechazó rechaza rechazaron rechazado"),
    "verdict": ("condenó condenado condenada culpable", "absolvió absuelto absuelta inocente"),
    "permission": ("autorizó autoriza permitió permite", "prohibió prohíbe prohibieron"),
    "opening": ("abrió abre abrieron abierto", "cerró cierra cerraron cerrado"),
    "success": ("logró lograron", "fracasó fracasaron"),
    "custody": ("detuvo detenido detenida detenidos arrestó", "liberó liberado liberada liberados"),
    "trade": ("compró compra compraron", "vendió vende vendieron"),
    "survival": ("sobrevivió sobrevivieron", "murió murieron"),
    "profit": ("ganancia ganancias beneficio beneficios", "pérdida pérdidas"),
}
_NEGATORS = word_set("no nunca jamás sin ningún ninguna tampoco")
_AUXILIARIES = word_set("ha han había habían es son fue fueron será serán puede pueden debe deben se")
_LIGHT = word_set("el la los las un una lo le les de del al a en muy más su sus")
_POLARITY = Polarity(
    linking="aeo",
    axes=_AXES,
    negators=_NEGATORS,
    light=_LIGHT | _AUXILIARIES,
    auxiliaries=_AUXILIARIES,
    doubts=_NEGATORS | word_set("apenas nadie nada salvo negó niega rechaza rechazó contra"),
    tight={
        "more": ("más", "menos"),
        "before": ("antes", "después"),
        "with": ("con", "sin"),
        "for": ("favor", "contra"),
    },
    split=frozenset({"survival", "approval", "verdict", "custody"}),
    idle=word_set("sólo solo solamente obstante"),
    prefixes=("in", "im", "ir", "des"),
    bounds={"después": 1, "tras": 1, "antes": -1, "hasta": -1},
)

_WOMEN = """
adriana alba alejandra alicia almudena amparo ana andrea ángeles araceli ascensión aurora beatriz begoña belén blanca
candela carmen catalina cecilia clara concepción consuelo cristina cruz dolores elena elvira emilia encarnación
esperanza esther eugenia eva fernanda francisca gabriela gloria graciela guadalupe inés inmaculada irene isabel josefa
josefina juana laura leonor leticia lola lorena lourdes lucía luisa luz magdalena manuela margarita maría marina
marisol marta mercedes mónica montserrat natalia noelia nuria olga paloma patricia paula pilar rafaela raquel remedios
rocío rosa rosario sara silvia sofía soledad sonia susana teresa trinidad valentina verónica victoria virginia ximena
yolanda"""
_MEN = """
adolfo agustín alberto alejandro alfonso alfredo álvaro andrés ángel antonio arturo baltasar benito bernardo camilo
césar claudio cristóbal cruz damián daniel eduardo emiliano emilio enrique ernesto esteban eugenio eusebio fabián
federico felipe félix fermín fernando francisco gabriel gerardo gonzalo gregorio guillermo gustavo héctor hernán
horacio ignacio íñigo isidro iván jacinto jaime javier jerónimo jesús joaquín jorge josé juan julián julio leandro
lorenzo lucas luis manuel marcelo marcos mariano mario martín mateo matías mauricio maximiliano miguel nicolás octavio
óscar pablo pascual patricio pedro rafael ramiro ramón raúl ricardo roberto rodolfo rodrigo rogelio rubén salvador
santiago sebastián sergio simón tomás vicente víctor xavier"""

SPANISH = Grammar(
    code="es",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        **joined(_TENS, _ONES, "{ten} y {one}"),
        **counted("cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas", 100, 100),
        **counted("quinientos/quinientas seiscientos/seiscientas setecientos ochocientos novecientos", 500, 100),
        "mil": 1000.0,
    },
    magnitudes={
        "mil": 1e3,
        **dict.fromkeys(["millón", "millones"], 1e6),
        **dict.fromkeys(["billón", "billones"], 1e12),
    },
    one="un una",
    units=_UNITS,
    hedges=(
        "más de|al menos|por encima de",
        "menos de|casi|por debajo de",
        "unos|unas|cerca de|alrededor de|aproximadamente",
    ),
    weekdays={"saturday": "sábados?", "sunday": "domingos?"},
    months={"setiembre": 9},
    before_year="en desde año de hasta",
    clock=r"(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d) (?:horas|h)(?!\w)",
    titles="""
    sr. sra. dr. dra. don doña señor señora presidente presidenta alcalde alcaldesa ministro ministra director
    directora juez jueza fiscal profesor profesora capitán capitana coronel general senador senadora diputado
    diputada portavoz gobernador gobernadora comisario comisaria entrenador""",
    first_names=(_WOMEN, _MEN),
    starters="""
    según pero además también ayer hoy mañana tras desde hasta para con sin por sobre durante después antes mientras
    ahora luego asimismo unos unas cerca más menos varios""",
    links="(?:del|de(?: la| los| las)?|la|van|von|al|ben) ",
    verbs="dijo|dice|dijeron|afirmó|afirma|afirmaron|señaló|señala|agregó|agrega|añadió|añade|declaró|declara|explicó"
    "|explica|indicó|indica|aseguró|asegura|manifestó|manifiesta|advirtió|advierte|sostuvo|sostiene|expresó|comentó"
    "|aclaró|lamentó|subrayó|recalcó|reconoció|respondió|anunció|insistió|insiste|prometió|escribió|ha dicho"
    "|ha declarado|ha afirmado|ha asegurado|ha explicado",
    according="según|de acuerdo con|en palabras de",
    pronouns="él ella ellos ellas",
    articles="el la los las del al / un una su",
    polarity=_POLARITY,
)
