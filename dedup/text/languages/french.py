"""French."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
le la les un une des du de d l et ou mais donc or ni car au aux à a ai ont avait avaient avoir ayant eu est sont
était étaient être été sera seront serait ce cet cette ces cela celle celui ceux ci dans en entre vers par pour sur
sous sans avec chez contre depuis pendant après avant alors ainsi aussi autre autres aucun aucune bien comme comment
dont déjà encore enfin elle elles il ils je j nous vous on y lui leur leurs son sa ses se s si mon ma mes notre
votre même moins non ne n pas plus plusieurs peu peut peuvent pouvait pourrait quand que qu quel quelle quels
quelles qui quoi selon soit sont tous tout toute toutes très trop où afin lors lorsque tandis jusque jusqu parce
chaque certains certaines doit doivent devait fait faire faits font dit dire ajouté déclaré indiqué précisé estimé
affirmé"""
_ONES = counted("deux trois quatre cinq six sept huit neuf", 2)
_TEENS = counted("dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", 10)
_TENS = counted("vingt trente quarante cinquante soixante", 20, 10)
_UNITS = {
    r"pour cent|pour-cent": "%",
    r"points? de pourcentage": "pp",
    r"euros?": "eur",
    r"dollars?": "usd",
    r"francs? suisses?": "chf",
    r"livres? sterling": "gbp",
    r"kilomètres?|km": "km",
    r"mètres?|m": "m",
    r"centimètres?|cm": "cm",
    r"millimètres?|mm": "mm",
    r"kilomètres?[ -]heure|km/h|kilomètres? par heure": "km/h",
    r"kilogrammes?|kilos?|kg": "kg",
    r"tonnes?": "tonne",
    r"hectares?": "ha",
    r"kilomètres? carrés?": "km2",
    r"mètres? carrés?": "m2",
    r"litres?": "litre",
    r"heures?": "hour",
    r"minutes?": "minute",
    r"secondes?": "second",
    r"jours?": "day",
    r"semaines?": "week",
    r"mois": "month",
    r"ans?|années?": "year",
    r"personnes": "people",
    r"degrés? celsius|degrés?|°c": "celsius",
}
_AXES = {
    "movement": (
        "augmenté augmente augmentent augmentait grimpé grimpe progressé progresse bondi",
        "baissé baisse baissent baissait reculé recule chuté chute diminué diminue",
    ),
    "contest": ("gagné gagne gagnent remporté remporte", "perdu perd perdent"),
    "approval": ("approuvé approuve adopté adopte accepté accepte", "rejeté rejette refusé refuse repoussé"),
    "verdict": ("condamné condamnée condamnés coupable", "acquitté acquittée acquittés innocent innocente relaxé"),
    "permission": ("autorisé autorise permis", "interdit interdite interdisent"),
    "opening": ("ouvert ouvre rouvert", "fermé ferme"),
    "success": ("réussi réussit", "échoué échoue"),
    "custody": ("arrêté arrêtée arrêtés interpellé", "libéré libérée libérés relâché"),
    "trade": ("acheté achète", "vendu vend"),
    "survival": ("survécu", "mort morts décédé"),
    "profit": ("bénéfice bénéfices", "perte pertes"),
    "movements": ("hausse hausses", "baisse baisses"),
}
_NEGATORS = word_set("pas jamais sans aucun aucune plus non")
_AUXILIARIES = word_set("""
    a ont avait avaient est sont était étaient sera seront serait ne n été être avoir peut peuvent doit doivent va
    vont""")
_LIGHT = word_set("le la les l un une des du de d à au aux en y se s très plus")
_POLARITY = Polarity(
    linking="eé",
    axes=_AXES,
    negators=_NEGATORS - {"plus"},
    light=_LIGHT | _AUXILIARIES,
    auxiliaries=_AUXILIARIES,
    doubts=_NEGATORS | word_set("peu guère rien personne sauf contre démenti dément nié nie refuse refusé"),
    tight={
        "more": ("plus", "moins"),
        "before": ("avant", "après"),
        "with": ("avec", "sans"),
        "for": ("pour", "contre"),
    },
    split=frozenset({"survival", "approval", "verdict", "custody"}),
    idle=word_set("seulement moins"),
    prefixes=("in", "im", "ir", "il", "dé", "non"),
    bounds={"après": 1, "avant": -1, "jusque": -1, "jusqu": -1},
)

_WOMEN = """
adèle agathe anaïs anne-marie annick aurélie bénédicte bernadette brigitte camille cécile céline chantal christelle
claire claudine colette corinne danièle delphine denise dominique édith élise élodie émilie estelle eugénie fabienne
florence françoise gaëlle geneviève ghislaine hélène huguette inès isabelle jacqueline jeanne joëlle juliette laetitia
laure laurence léa liliane louise lucie madeleine magali margaux marie-claude marion martine mathilde maryse mireille
monique muriel nadine nathalie noémie odette odile pascale pauline roselyne sabine ségolène simone solange solène
sophie stéphanie suzanne sylvie thérèse valérie véronique virginie viviane yvette"""
_MEN = """
alain alexandre alexis andré antoine armand arnaud aurélien baptiste bastien benoît bernard bertrand bruno camille
cédric christophe clément cyril damien denis didier dominique édouard émile emmanuel étienne fabien fabrice fernand
florent franck françois frédéric gaël gaston gérard ghislain gilbert gilles grégoire guillaume gustave guy henri hervé
hubert jacques jean jean-claude jean-luc jean-marc jean-michel jean-pierre jérôme joël julien laurent lionel loïc luc
ludovic marcel mathieu matthieu maxime michel nicolas olivier pascal patrice philippe pierre quentin raphaël raymond
rémi rémy renaud robert roger romain sébastien serge stéphane sylvain thibault thierry théo tristan valentin victor
vincent xavier yann yannick yves"""

FRENCH = Grammar(
    code="fr",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        **joined(_TENS, _ONES, "{ten}-{one}"),
        **{f"soixante-{word}": 60 + value for word, value in _TEENS.items()},
        "quatre-vingts": 80.0,
        "quatre-vingt-dix": 90.0,
        "cent": 100.0,
        "cents": 100.0,
        "mille": 1000.0,
    },
    magnitudes={
        "mille": 1e3,
        **dict.fromkeys(["million", "millions"], 1e6),
        **dict.fromkeys(["milliard", "milliards"], 1e9),
    },
    one="un une",
    units=_UNITS,
    hedges=(
        "plus d[e']|au moins|au-dessus d[e']",
        "moins d[e']|presque|près d[e']|à peine|au plus",
        "environ|quelque|autour d[e']|à peu près",
    ),
    before_year="à en depuis année de avant après fin début",
    clock=r"(?P<hour>[01]?\d|2[0-3]) ?h(?:eures?)?(?: ?(?P<minute>[0-5]\d))?(?!\w)",
    titles="""
    m. mme mlle dr. pr. monsieur madame président présidente maire ministre premier première directeur directrice
    docteur professeur procureur procureure juge préfet préfète capitaine commandant colonel général sénateur
    sénatrice députée député porte-parole avocat avocate entraîneur""",
    first_names=(_WOMEN, _MEN),
    starters="""
    selon mais ainsi après avant dans pour avec sans depuis pendant lundi mardi mercredi jeudi vendredi samedi
    dimanche hier aujourd'hui demain toutefois cependant enfin alors plusieurs quelque environ quant interrogé
    interrogée""",
    links="(?:de(?: la| l')?|du|des|d'|le|la|von|van|al|ben) ?",
    verbs="a déclaré|ont déclaré|déclare|déclarait|a dit|dit|disait|a affirmé|affirme|a ajouté|ajoute|a expliqué"
    "|explique"
    "|a indiqué|indique|a précisé|précise|a assuré|assure|a estimé|estime|a souligné|souligne|a averti|avertit"
    "|a prévenu|prévient|a confié|confie|a regretté|regrette|a annoncé|annonce|a reconnu|reconnaît|a répondu|répond"
    "|a rappelé|rappelle|a confirmé|confirme|a lancé|lance|a écrit|écrit|a promis|promet",
    according="selon|d'après|aux yeux de",
    pronouns="il elle ils elles on je nous t-il t-elle",
    articles="le la les l' du / un une des son sa",
    polarity=_POLARITY,
)
