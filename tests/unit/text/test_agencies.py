from __future__ import annotations

import pytest

from dedup.text.agencies import credited, third_party


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("OTTERVIK (AP) - The pier closed.", "ap"),
        ("OTTERVIK, March 3 (Soleil) \u2013 The pier closed.", "soleil"),
        ("The pier closed, The Associated Press reported.", "ap"),
        ("He told Reuters that oak is dear.", "reuters"),
        ("According to the Keldrum News Agency, it fell.", "keldrum news agency"),
        ("Oak is dear, dpa reports.", "dpa"),
        ("The pier closed.\n\nThe Associated Press contributed to this report.", "ap"),
        ("By Ada Quill, AFP\n\nThe pier closed.", "afp"),
        ("The pier closed.\n\n(AP)", "ap"),
        ("The pier closed.\n\nAssociated Press", "ap"),
    ],
)
def test_whom_a_text_has_it_from(text: str, known: str) -> None:
    assert list(credited(text)) == [known]


@pytest.mark.parametrize(
    "text",
    [
        "An AP photographer fell into the harbour.",
        "Reuters contributed 40,000 crowns to the mending of the pier.",
        "Reuters cut forty jobs on Monday.",
        "He told Ada Quill that oak is dear.",
        "He told reporters that oak is dear.",
        "The pier (built 1911) closed.",
        "Post offices reported losses.",
        "She read the Keldrum Post on the quay.",
    ],
)
def test_to_be_named_is_no_credit(text: str) -> None:
    assert credited(text) == {}


def test_fields_of_a_message_count() -> None:
    assert list(credited("The pier closed.", ("By Ada Quill", "Courier/AP"))) == ["ap"]
    assert list(credited("The pier closed.", ("Keldrum Press",))) == ["keldrum press"]


@pytest.mark.parametrize(
    ("sources", "party"),
    [
        (("Post", "Courier"), "AP"),
        (("AP", "Courier"), None),
        (("Post", "Associated Press"), None),
        ((None, None), "AP"),
    ],
)
def test_a_third_party_is_neither_source(sources: tuple[str | None, str | None], party: str | None) -> None:
    assert third_party({"ap": "AP"}, {"ap": "Associated Press"}, *sources) == party
    assert third_party({"ap": "AP"}, {"dpa": "dpa"}, *sources) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Laut AFP soll die Fähre am Montag wieder fahren.", "afp"),
        ("Selon l'AFP, le ferry repartira lundi.", "afp"),
        ("Según la EFE, el transbordador zarpará el lunes.", "efe"),
        ("Secondo l\u2019ANSA il traghetto ripartirà lunedì.", "ansa"),
        ("Volgens het ANP vaart de veerboot maandag weer.", "anp"),
    ],
)
def test_a_source_is_credited_in_other_languages_too(text: str, known: str) -> None:
    assert set(credited(text)) == {known}
