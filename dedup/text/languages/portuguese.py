"""Portuguese, of Portugal and Brazil."""

from __future__ import annotations

from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted, joined
from dedup.text.languages.polarity import Polarity, word_set

_FUNCTION_WORDS = """
o a os as um uma uns umas e ou mas porém que quem de do da dos das em no na nos nas ao aos à às por pelo pela pelos
pelas para com sem sob sobre entre até desde após antes depois durante contra segundo conforme como quando onde
porque se si me te lhe lhes nos eu ele ela eles elas você vocês nós seu sua seus suas meu minha este esta estes
estas esse essa esses essas isso isto aquele aquela há tem têm tinha tinham ter é são era eram foi foram ser sido
será serão seria está estão estava estar não nem já mais menos muito muitos também ainda além assim então enquanto
todo toda todos todas outro outra outros outras mesmo mesma cada algum alguns alguma algumas pode podem deve devem
faz fazer feito disse afirmou acrescentou explicou declarou"""
_ONES = counted("dois/duas três quatro cinco seis sete oito nove", 2)
_TEENS = counted("dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito", 10)
_TENS = counted("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", 20, 10)
_NEGATORS = word_set("não nunca jamais sem nenhum nenhuma")
_AUXILIARIES = word_set("tem têm tinha é são foi foram será serão pode podem deve devem se está estão")

_WOMEN = """
adelaide alice aline amanda amélia ana andreia ângela anita aparecida beatriz benedita bianca bruna camila carla
carolina catarina cecília célia clara cláudia conceição cristina daniela débora denise diana dulce eduarda elaine elisa
eliane emília estela fátima fernanda filipa flávia francisca gabriela glória graça helena inês iolanda irene isabel
isabela jéssica joana josefa juliana júlia larissa laura letícia lídia luana lúcia luciana luísa lurdes madalena
manuela márcia margarida maria mariana marisa marta matilde melissa mônica natália olga paloma patrícia paula priscila
raquel regina renata rita rosa rosana rute sandra sara silvana sílvia simone sofia sónia sônia soraia susana tânia
tatiana telma teresa valéria vanessa vera vitória"""
_MEN = """
abel adriano afonso agostinho albano alberto alexandre alfredo álvaro américo amílcar anderson andré antónio antônio
armando arnaldo artur augusto bernardo bruno caetano caio carlos celso césar cláudio cristiano custódio daniel danilo
david diego diogo domingos duarte edson eduardo elias emanuel emílio estêvão eugénio evandro fabiano fábio feliciano
felipe fernando filipe flávio francisco frederico gabriel geraldo gilberto gonçalo guilherme gustavo heitor hélder
hélio henrique hugo igor ivo jaime joão joaquim jorge josé júlio leandro leonardo lourenço lucas luciano luís luiz
manuel marcelo márcio marco marcos mário martim mateus maurício mauro miguel milton nelson nuno olavo orlando otávio
paulo pedro rafael raimundo ramiro raul renato ricardo roberto rodrigo rogério ronaldo rubens rui salvador samuel
sebastião sérgio silvio simão teodoro thiago tiago tomás valdemar vasco vicente vinícius vítor wagner wellington
xavier"""

PORTUGUESE = Grammar(
    code="pt",
    function_words=_FUNCTION_WORDS,
    number_words={
        **_ONES,
        **_TEENS,
        **_TENS,
        "dezenove": 19.0,
        "dezanove": 19.0,
        **joined(_TENS, _ONES, "{ten} e {one}"),
        **counted("cem/cento duzentos/duzentas trezentos/trezentas quatrocentos quinhentos seiscentos", 100, 100),
        "mil": 1000.0,
    },
    magnitudes={
        "mil": 1e3,
        **dict.fromkeys(["milhão", "milhões"], 1e6),
        **dict.fromkeys(["bilhão", "bilhões", "mil milhões"], 1e9),
    },
    one="um uma",
    units={
        r"por cento": "%",
        r"pontos percentuais": "pp",
        r"euros?": "eur",
        r"dólares|dólar": "usd",
        r"reais": "brl",
        r"libras": "gbp",
        r"quilômetros?|quilómetros?|km": "km",
        r"metros?|m": "m",
        r"centímetros?|cm": "cm",
        r"quil[ôó]metros? por hora|km/h": "km/h",
        r"quilogramas?|quilos?|kg": "kg",
        r"toneladas?": "tonne",
        r"hectares?": "ha",
        r"metros? quadrados?": "m2",
        r"quil[ôó]metros? quadrados?": "km2",
        r"litros?": "litre",
        r"horas?": "hour",
        r"minutos?": "minute",
        r"segundos?": "second",
        r"dias?": "day",
        r"semanas?": "week",
        r"mês|meses": "month",
        r"anos?": "year",
        r"pessoas": "people",
        r"graus(?: celsius)?|°c": "celsius",
    },
    hedges=("mais de|pelo menos|acima de", "menos de|quase|abaixo de", "cerca de|aproximadamente|em torno de|uns|umas"),
    weekdays={
        "monday": "segunda(?:-feira)?",
        "tuesday": "terça(?:-feira)",
        "wednesday": "quarta-feira",
        "thursday": "quinta-feira",
        "friday": "sexta(?:-feira)?",
    },
    before_year="em desde ano de até",
    clock=r"(?P<hour>[01]?\d|2[0-3]) ?h(?:oras)?(?:(?P<minute>[0-5]\d))?(?!\w)",
    titles="""
    sr. sra. dr. dra. dom dona senhor senhora presidente prefeito prefeita ministro ministra diretor diretora juiz
    juíza procurador procuradora professor professora capitão coronel general senador senadora deputado deputada
    porta-voz governador governadora delegado delegada treinador""",
    first_names=(_WOMEN, _MEN),
    starters="""
    segundo mas além também ontem hoje amanhã após desde até para com sem por durante depois antes enquanto cerca
    mais menos vários""",
    links="(?:do|da|dos|das|de|van|von|al) ",
    verbs="disse|diz|disseram|afirmou|afirma|acrescentou|acrescenta|explicou|explica|declarou|declara|garantiu|garante"
    "|alertou|alerta|ressaltou|destacou|comentou|lamentou|informou|informa|admitiu|respondeu|anunciou|prometeu|escreveu"
    "|salientou|sublinhou|referiu",
    according="segundo|de acordo com|conforme|nas palavras de",
    pronouns="ele ela eles elas",
    articles="o a os as do da ao / um uma seu sua",
    pound="libras",
    polarity=Polarity(
        linking="aeo",
        axes={
            "movement": ("subiu sobe subiram cresceu cresce aumentou aumenta", "caiu cai caíram recuou recua diminuiu"),
            "contest": ("ganhou ganha venceu vence", "perdeu perde"),
            "approval": ("aprovou aprova aprovado aceitou", "rejeitou rejeita rejeitado recusou"),
            "verdict": ("condenou condenado condenada culpado", "absolveu absolvido absolvida inocente"),
            "opening": ("abriu abre aberto", "fechou fecha fechado"),
            "custody": ("prendeu preso presa detido detida", "libertou libertado solto solta"),
        },
        negators=_NEGATORS,
        light=_AUXILIARIES | word_set("o a os as um uma de do da em no na muito mais"),
        auxiliaries=_AUXILIARIES,
        doubts=_NEGATORS | word_set("nem nada ninguém quase negou nega contra"),
        tight={"more": ("mais", "menos"), "before": ("antes", "depois"), "with": ("com", "sem")},
        split=frozenset({"approval", "verdict", "custody"}),
        idle=word_set("só apenas somente"),
        prefixes=("in", "im", "ir", "des"),
    ),
)
