"""Japanese. Words are not cut: characters are compared, and their pairs where meaning is counted."""

from __future__ import annotations

from dedup.text.languages.dates import BY_CHARACTERS
from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted

JAPANESE = Grammar(
    code="ja",
    function_words="の は が を に で と も へ や し て た だ る い れ な か ら り す き く そ こ あ",
    number_words={**counted("〇 一 二 三 四 五 六 七 八 九 十"), "百": 100.0, "千": 1000.0},
    magnitudes={"万": 1e4, "億": 1e8, "兆": 1e12},
    units={
        "%|パーセント": "%",
        "円": "jpy",
        "ドル": "usd",
        "ユーロ": "eur",
        "キロメートル|キロ": "km",
        "メートル": "m",
        "センチ": "cm",
        "キログラム": "kg",
        "トン": "tonne",
        "ヘクタール": "ha",
        "時間": "hour",
        "分間": "minute",
        "日間": "day",
        "週間": "week",
        "か月|カ月|ヶ月": "month",
        "年間": "year",
        "歳": "age",
        "人|名": "people",
        "度": "celsius",
        "台": "vehicle",
        "隻": "ship",
        "件": "case",
        "社": "house",
    },
    hedges=("以上の|を超える", "未満の|ほぼ|弱", "約|およそ"),
    date=BY_CHARACTERS,
    clock=r"(?:午[前後])?(?P<hour>[01]?\d|2[0-3])時(?:(?P<minute>[0-5]\d)分)?(?!間)",
    verbs="述べ|語っ|話し|発表し|説明し|強調し|指摘し|答え|コメントし|明らかにし|訴え|と言",
    pronouns="[はがも](?=[^はがも]*$)",
    names_by_case=False,
    has_spaces=False,
    least_quoted=8,
)
