"""Chinese. Words are not cut: characters are compared, and their pairs where meaning is counted. No names are found."""

from __future__ import annotations

from dedup.text.languages.dates import BY_CHARACTERS
from dedup.text.languages.grammar import Grammar
from dedup.text.languages.numerals import counted

_DIGITS = counted("零/〇 一 二/两/兩 三 四 五 六 七 八 九 十")
_FUNCTION_WORDS = """
的 了 在 是 和 与 與 及 也 都 就 而 被 把 对 對 于 於 之 其 这 這 那 他 她 它 们 們
我 你 有 不 没 将 將 会 會 并 並 或 但 说 說 等"""

CHINESE = Grammar(
    code="zh",
    function_words=_FUNCTION_WORDS,
    number_words={**_DIGITS, "百": 100.0, "千": 1000.0},
    magnitudes={"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8},
    units={
        "%|个百分点": "%",
        "人民币|元": "cny",
        "美元": "usd",
        "欧元|歐元": "eur",
        "英镑": "gbp",
        "公里|千米": "km",
        "米": "m",
        "公斤|千克": "kg",
        "吨|噸": "tonne",
        "公顷": "ha",
        "小时|小時": "hour",
        "分钟|分鐘": "minute",
        "天": "day",
        "周|星期": "week",
        "个月|個月": "month",
        "年": "year",
        "岁|歲": "age",
        "人|名|位": "people",
        "度|摄氏度": "celsius",
        "家": "house",
        "次": "times",
        "艘": "ship",
        "辆": "vehicle",
    },
    hedges=("超过|超過|逾", "不到|近", "约|約|大约|大約"),
    date=BY_CHARACTERS,
    clock=r"(?P<hour>[01]?\d|2[0-3])[时時点點](?:(?P<minute>[0-5]\d)分)?",
    weekdays={
        day: f"(?:周|週|星期|礼拜){sign}"
        for day, sign in zip(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            ("一", "二", "三", "四", "五", "六", "[日天]"),
            strict=True,
        )
    },
    verbs="表示|指出|称|稱|说|說|强调|強調|补充|認為|认为|警告|回答|宣布|写道",
    according="据|根据",
    names_by_case=False,
    has_spaces=False,
    least_quoted=8,
)
