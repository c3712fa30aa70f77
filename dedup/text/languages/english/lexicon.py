"""Words that tell who a person is: titles, and nouns for what people are and do. English news."""

from __future__ import annotations

import re

from dedup.text.languages.findings import Gender

_FEMALE_WORDS = """mrs ms miss dame lady queen princess baroness duchess countess sister madame she her herself woman
girl mother daughter wife widow aunt niece grandmother actress waitress nun midwife"""
_MALE_WORDS = """mr sir lord king prince baron duke count father monsieur he his himself man boy son brother husband
widower uncle nephew grandfather monk imam pope bishop cardinal"""
_GENDERED = dict.fromkeys(_FEMALE_WORDS.split(), Gender.FEMALE) | dict.fromkeys(_MALE_WORDS.split(), Gender.MALE)

_ROLE_LIST = """mayor minister premier president chancellor governor senator lawmaker councillor ambassador secretary
treasurer chairman chairwoman chair chairperson director manager executive boss founder co-founder owner chief head
leader deputy officer official inspector superintendent commissioner constable sergeant detective commander captain
colonel general major admiral soldier pilot judge magistrate justice lawyer attorney solicitor barrister prosecutor
coroner doctor surgeon nurse midwife paramedic professor lecturer teacher headteacher principal scientist researcher
expert historian author writer poet novelist editor reporter correspondent journalist photographer presenter
broadcaster actor actress singer musician artist designer architect engineer builder carpenter electrician plumber
mechanic driver conductor sailor skipper fisherman farmer baker butcher cook chef waiter waitress innkeeper landlord
landlady shopkeeper trader banker broker analyst economist accountant consultant adviser advisor aide spokesman
spokeswoman spokesperson campaigner activist volunteer worker organiser organizer coordinator resident neighbour
neighbor tenant witness passenger passer-by bystander survivor victim patient customer client shopper visitor tourist
student pupil graduate trainee apprentice player coach trainer goalkeeper striker midfielder defender referee champion
winner runner swimmer climber cyclist candidate voter critic pastor priest vicar bishop imam rabbi monk nun pope king
queen prince princess mother father parent son daughter brother sister wife husband widow widower grandmother
grandfather uncle aunt cousin friend colleague partner man woman boy girl teenager pensioner veteran hunter ranger
keeper warden guard harbourmaster postman postwoman firefighter policeman policewoman librarian curator archaeologist
biologist chemist physicist geologist psychologist anthropologist sociologist pharmacist vet counsellor therapist
dentist blogger developer programmer entrepreneur businessman businesswoman investor shareholder"""
ROLES = frozenset(_ROLE_LIST.split())
"""What a person can be said to be."""

_ORGANISATION = re.compile(
    r"\b(?:Agency|Airlines?|Airport|Airways|Alliance|Army|Assembly|Associat\w+|Authority|Bank|Board|Brigade|Bros"
    r"|Bureau|Cabinet|Capital|Centre|Center|Chamber|Charity|Church|City|Club|Co|College|Commission|Committee|Company|Congress"
    r"|Consortium|Corp\w*|Council|County|Court|Daily|Department|Downing|Enterprises|Express|Federation|Ferries|Finance|Force"
    r"|Forum|Foundation|Fund|Gazette|Government|Group|Guardian|Guild|Herald|Holdings|Hospital|Hotel|House|Inc|Industries"
    r"|Institut\w+|Insurance|International|Journal|Kremlin|League|Ledger|Ltd|Mail|Ministry|Motors|Museum|Network|News|Observer"
    r"|Office|Organi[sz]ation|Parliament|Partners|Party|Pentagon|Plc|PLC|Police|Port|Post|Press|Radio|Rail|Railways?"
    r"|School|Senate|Service|Services|Shipping|Society|Standard|Street|Systems|Television|Times"
    r"|Town|Treasury|Tribune|Trust|Union|United|University|Watch|Water|Wire|Workers|Works|[A-Z]{2,})\b"
)


def gender_of_words(words: str) -> Gender | None:
    """What a title, a pronoun or a noun among some words says: Mrs, spokesman, mother."""
    for word in re.findall(r"[a-z]+", words.casefold()):
        found = _GENDERED.get(word)
        if found is None and word.endswith("woman"):
            found = Gender.FEMALE
        if found is None and word.endswith("man") and word in ROLES:
            found = Gender.MALE
        if found is not None:
            return found
    return None


def is_organisation(name: str) -> bool:
    """Whether a name has a word that organisations and places have: Council, Ltd, Times, or an abbreviation."""
    return _ORGANISATION.search(name) is not None
