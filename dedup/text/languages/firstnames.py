"""First names, as far as they tell whether somebody is a woman or a man.

Those here are what English news has, from all over the world; a language's own are with it and come first, since Andrea
and Simone are men in Italian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.text.languages.findings import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FEMALE = """ada agnes aisha alice alison amanda amelia amina amy ana andrea angela anita ann anna anne annie
astrid audrey barbara beatrice bella beth betty birgit brenda bridget camilla carla carol caroline catherine cecilia
charlotte chloe christina christine claire clara claudia cynthia daisy daniela deborah diana diane donna dorothy edith
elaine eleanor elena elisabeth elizabeth ella ellen elsa emily emma erica esther eva eve fatima fiona florence frances
frieda gabriella gemma gertrude gillian gina gloria grace greta hanna hannah harriet hazel heather heidi hillary helen
helena hilary hilda holly ida ilse ines ingrid irene iris isabel isabella jacqueline jane janet jean jenna jennifer
jessica joan joanna josephine joy joyce judith judy julia julie karen karin kate katharine katherine kathleen kathy
katie kelly kirsten laura lauren leah leila lena lillian lily linda lisa louise lucia lucy lydia maggie malala mara
margaret maria marie marion marta martha mary maureen melanie melissa mercy michelle miriam molly monica nadia nancy
naomi natalie natasha nicola nicole nina nora olga olivia patricia paula pauline petra philippa phyllis polly priya
rachel rebecca renee rita rosa rose rosie ruth sally samantha sandra sara sarah shirley silvia simone sofia sonia
sophia sophie stella stephanie susan sylvia tamara tanya teresa tessa theresa tina ursula valerie vanessa vera
veronica victoria viola virginia vivian wendy winnie yvonne zoe"""
_MALE = """aaron abdul barack hank mitt adam adrian ahmed alan albert alexander alfred ali allan andreas andrew
anthony antonio arthur ben benjamin bernard bill bob boris brian bruce carl carlos charles christian christopher colin
craig daniel danny darren dave david dennis derek diego dmitry donald douglas duncan edgar edmund eduardo edward edwin
emil enrique eric ernest ethan eugene felix fernando francisco frank fred frederick gareth gary geoffrey george gerald
gerard gilbert giovanni glenn gordon graham greg gregory gustav guy hans harold harry hassan hector henrik henry
herbert howard hugh hugo ian ibrahim igor isaac ivan jack jacob jake james jamie jason javier jeff jeffrey jeremy
jerry jim joe joel johan johannes john jonathan jorge jose joseph joshua juan julian karl keith ken kenneth kevin lars
lawrence leo leon leonard lewis liam louis luca luke magnus malcolm marco marcus mario mark martin matthew maurice max
michael miguel mike mohamed mohammed muhammad neil newt nicholas nick nigel noah norman olaf ole oliver omar oscar
otto owen pablo patrick paul pedro peter philip pierre ralph raymond reginald ricardo richard rob robert roberto
rodney roger roland ronald roy rupert russell ryan samuel scott sean sebastian sergei sergey simon stanley stefan
stephen steve steven stuart ted terence thomas tim timothy tobias toby tom tony trevor victor vincent vladimir walter
warren wayne wilfred wilhelm william yusuf"""


def gendered(
    female: Iterable[str], male: Iterable[str], others: Mapping[str, Gender] | None = None
) -> dict[str, Gender]:
    """Some first names with what they tell; those that stand on both sides tell nothing.

    Args:
        female: Names of women, in lower case.
        male: Names of men.
        others: What other names tell, as far as these do not speak against it.
    """
    women, men = frozenset(female), frozenset(male)
    rest = {name: gender for name, gender in (others or {}).items() if name not in women | men}
    return rest | dict.fromkeys(women - men, Gender.FEMALE) | dict.fromkeys(men - women, Gender.MALE)


COMMON: Mapping[str, Gender] = gendered(_FEMALE.split(), _MALE.split())
"""Those that news has everywhere."""


def gender_of(name: str, first_names: Mapping[str, Gender] = COMMON) -> Gender | None:
    """What a person's first names say; None for a surname alone and for names that tell nothing.

    Args:
        name: A full name, in lower case.
        first_names: What each tells, in lower case.
    """
    first = name.split()[:-1]
    return next((first_names[word] for word in first if word in first_names), None)
