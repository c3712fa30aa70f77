"""Site furniture of the languages that have a table of their own beside those in test_furniture.py."""

import pytest

from dedup.text.canonical import unified
from tests.unit.text.test_furniture import kinds

NOTICES = {
    "portuguese": [
        ("Nós e os nossos 80 parceiros utilizamos cookies para personalizar anúncios.", "consent"),
        ("Assine a nossa newsletter e receba as notícias do porto.", "newsletter"),
        ("Este artigo é exclusivo para assinantes. Já é assinante? Entre aqui", "subscription"),
        ("Leia também: Ferry volta ao cais de Ottervik", "navigation"),
        ("Atualizado em 4 de outubro de 2031 às 10h30", "stamp"),
        ("4 de outubro de 2031, às 10:30", "stamp"),
        ("Todos os direitos reservados", "rights"),
    ],
    "dutch": [
        ("Wij en onze 80 partners gebruiken cookies om advertenties te tonen.", "consent"),
        ("Schrijf je in voor onze nieuwsbrief", "newsletter"),
        ("Dit artikel is alleen voor abonnees", "subscription"),
        ("Lees ook: Veerboot terug in Ottervik", "navigation"),
        ("Bijgewerkt op 4 mei 2031", "stamp"),
        ("4 mei 2031, om 10:30", "stamp"),
        ("Tekst gaat verder onder de foto", "advert"),
    ],
    "russian": [
        ("Мы используем файлы cookie, чтобы сайт работал лучше.", "consent"),
        ("Подпишитесь на нашу рассылку", "newsletter"),
        ("Этот материал доступен только подписчикам", "subscription"),
        ("Читайте также: Паром вернулся в Оттервик", "navigation"),
        ("Опубликовано: 4 мая 2031", "stamp"),
        ("4 мая 2031, в 10:30", "stamp"),
        ("Все права защищены", "rights"),
    ],
    "arabic": [
        ("نستخدم ملفات تعريف الارتباط لتحسين تجربتك.", "consent"),
        ("اشترك في النشرة البريدية", "newsletter"),
        ("هذا المقال متاح للمشتركين فقط", "subscription"),
        ("اقرأ أيضا: عودة العبارة إلى الميناء", "navigation"),
        ("جميع الحقوق محفوظة", "rights"),
    ],
    "chinese": [
        ("本网站使用cookie来改善您的体验。了解更多", "consent"),
        ("订阅我们的电子报", "newsletter"),
        ("本文仅限付费用户阅读", "subscription"),
        ("相关阅读：渡轮重返港口", "navigation"),
        ("未经授权，不得转载", "rights"),
    ],
    "japanese": [
        ("当サイトではcookieを使用しています。同意する", "consent"),
        ("無料のメールマガジンに登録", "newsletter"),
        ("この記事は会員限定です。", "subscription"),
        ("関連記事：フェリーが港に戻る", "navigation"),
        ("無断転載を禁じます。", "rights"),
    ],
}


@pytest.mark.parametrize(("paragraph", "kind"), [one for some in NOTICES.values() for one in some])
def test_notices_are_told_in_the_other_languages_that_have_rules(paragraph: str, kind: str) -> None:
    assert kinds(unified(paragraph)) == {0: kind}


@pytest.mark.parametrize(
    "paragraph",
    [
        "O porto de Ottervik fechou o cais norte na segunda-feira.",
        "Nós e os nossos parceiros utilizamos cookies, disse o diretor.",
        "De haven van Ottervik sloot maandag de noordelijke pier.",
        "Wij en onze partners gebruiken cookies, zei de directeur.",
        "Порт Оттервика закрыл северный пирс в понедельник.",
        "Мы используем файлы cookie, сказал директор.",
        "أغلق ميناء أوترفيك الرصيف الشمالي يوم الاثنين.",
        "نستخدم ملفات تعريف الارتباط كثيرا، قال المدير.",
        "奥特维克港周一关闭了北码头。",
        "本网站使用cookie，他说。",
        "オッテルビク港は月曜日に北桟橋を閉鎖した。",
        "当サイトではcookieを使用していると述べた。",
    ],
)
def test_news_of_these_languages_is_none(paragraph: str) -> None:
    assert kinds(unified(paragraph)) == {}
