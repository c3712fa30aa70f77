"""Which words of two statements face each other: several in one sentence, other words beside them, names."""

import pytest

from tests.unit.detection.opposites import reversals

SEVERAL = "The council approved the budget, the court convicted the mayor, and shares of the mill fell 11 percent."


@pytest.mark.parametrize(
    ("query", "match", "found"),
    [
        (
            SEVERAL.replace("approved", "rejected").replace("convicted", "cleared").replace("fell", "rose"),
            SEVERAL,
            [("rejected", "approved"), ("cleared", "convicted"), ("rose", "fell")],
        ),
        (
            SEVERAL.replace("approved", "rejected").replace("fell", "rose"),
            SEVERAL,
            [("rejected", "approved"), ("rose", "fell")],
        ),
        (
            "Profit of the mill rose in spring, and its shares rose 11 percent in Corvane.",
            "Profit of the mill rose in spring, and its shares fell 11 percent in Corvane.",
            [("rose", "fell")],
        ),
        (
            "Shares of Brandal fell 3 percent while those of Vessa rose 4 percent in thin trade.",
            "Shares of Brandal rose 3 percent while those of Vessa fell 4 percent in thin trade.",
            [("fell", "rose"), ("rose", "fell")],
        ),
        (
            "The northern pier is no longer closed, the harbour office said.",
            "The northern pier is closed, the harbour office said.",
            [("is no longer closed", "closed")],
        ),
        # wrong neighbours
        (
            "Shares of Brandal rose 3 percent while those of Vessa fell 4 percent in thin trade.",
            "While shares of Vessa fell 4 percent in thin trade, those of Brandal rose 3 percent.",
            [],
        ),
        (
            "Profit rose in spring, and shares of the mill fell 11 percent in Corvane.",
            "Shares of the mill fell 11 percent in Corvane, though profit rose in spring.",
            [],
        ),
        (
            "Nine of the 12 sailors survived when the boat sank off Vessa.",
            "Three of the 12 sailors died when the boat sank off Vessa.",
            [],
        ),
        (
            "The budget was approved by 22 members of the harbour council.",
            "The budget was rejected by 19 members of the harbour council.",
            [],
        ),
        (
            "Two thirds of the dockers backed the offer of the port on Friday.",
            "A third of the dockers rejected the offer of the port on Friday.",
            [],
        ),
        ("The northern pier is no longer closed to carts.", "The northern pier is open to carts again.", []),
        ("The pier is no longer than the quay of Corvane.", "The pier is longer than the quay at Vessa.", []),
    ],
)
def test_several_in_one_sentence(query: str, match: str, found: list[tuple[str, str]]) -> None:
    assert reversals(query, match) == found
    assert sorted(reversals(match, query)) == sorted((theirs, ours) for ours, theirs in found)


def test_a_word_of_a_name_is_turned_round_by_nobody() -> None:
    before = "Joining them are Harbour Majority Leader Runa Selk and Harbour Minority Leader Ivo Marrin."
    after = "Harbour Majority Leader Runa Selk and Harbour Minority Leader Ivo Marrin were asked to the quay."
    assert reversals(after, before) == []
    assert reversals("The ferry party holds a minority.", "The ferry party holds a majority.") == [
        ("minority", "majority")
    ]


@pytest.mark.parametrize(
    ("query", "match", "found"),
    [
        (  # the words beside it were replaced on one side
            "The harbour board of Saltmere praised the rebuilt signal tower on Friday.",
            "On Friday the port authority of Saltmere condemned the rebuilt signal tower.",
            ("praised", "condemned"),
        ),
        (  # an adverb stands between
            "Ferry traffic from Saltmere fell until the end of the season.",
            "Ferry traffic from Saltmere rose steadily until the end of the season.",
            ("fell", "rose"),
        ),
        (
            "The inspectors found the cranes of Corvane safe and the wages fair.",
            "The inspectors found the cranes of Corvane safe and the wages unfair.",
            ("fair", "unfair"),
        ),
        (
            "The mayors of Saltmere and Corvane disagreed about the need for a second ferry.",
            "The mayors of Saltmere and Corvane agreed about the need for a second ferry.",
            ("disagreed", "agreed"),
        ),
        (
            "Divers are no longer able to reach the wreck off Vessa at low tide.",
            "Divers are now able to reach the wreck off Vessa at low tide.",
            ("no longer", "now"),
        ),
        (  # of figures that follow
            "Shares in Brandal Mills fell 34 percent to 121 florins in Corvane.",
            "Shares in Brandal Mills rose 27 percent to 184 florins in Corvane.",
            ("fell", "rose"),
        ),
        (  # what casts doubt stands in another clause
            "When they are not at sea, the crews keep a very similar watch over the pier.",
            "Away from the sea, the crews keep a very different watch over the pier.",
            ("similar", "different"),
        ),
    ],
)
def test_what_became_its_opposite_in_other_words(query: str, match: str, found: tuple[str, str]) -> None:
    assert reversals(query, match) == [found]


@pytest.mark.parametrize(
    ("query", "match"),
    [
        (  # of another figure
            "The keel was 60 degrees hotter than the water of the dock in the sun.",
            "The deck was 5 degrees cooler than the water of the dock in the sun.",
        ),
        (  # unless is "if not"
            "If the tolls of the canal are not reduced, the crews of Vessa will strike.",
            "Unless the tolls of the canal are cut, the crews of Vessa will strike.",
        ),
        (  # asked for, and threatened if it is not done
            "Varrow said that if the port does not reverse its ruling on nets she will sue.",
            "Varrow warned the port to reverse its ruling on nets or she will sue.",
        ),
        (  # a negation reaches over "or"
            "The harbour office neither confirmed nor denied the claims of the divers.",
            "The harbour office would not confirm or deny the claims of the divers.",
        ),
        (  # the negation stands at the belief
            "Hask does not believe that the port of Vessa will ever be able to match it.",
            "Hask is convinced that the port of Vessa will never be able to match it.",
        ),
        (  # what was gained is what is lost
            "To lose the trust that we have among sailors would be a shame for the port.",
            "To squander the trust that we have so lately gained among sailors would be a shame for the port.",
        ),
        (  # no prefix
            "The company will display the count of the cargo in the hall of Vessa.",
            "The company will play down the discount of the cargo in the hall of Vessa.",
        ),
        (  # badly done is done
            "The auditors criticised the mishandling of the harbour funds.",
            "The auditors criticised the handling of the harbour funds.",
        ),
        (  # a name
            "Crews would go hungry if the East Vessa Pantry closed its doors in winter.",
            "Crews would go hungry were it not for East Vessa Pantry, which keeps its doors open in winter.",
        ),
        (  # a vote against is a no
            "In May the senator voted against funding the breakwater of Corvane.",
            "In May the senator voted no to funding the breakwater of Corvane.",
        ),
    ],
)
def test_what_only_looks_turned_round(query: str, match: str) -> None:
    assert reversals(query, match) == []
