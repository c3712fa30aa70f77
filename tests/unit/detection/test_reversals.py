"""Statements that became their opposite."""

import pytest

from dedup.article import Article
from dedup.detection.ledger import FactKind
from dedup.detection.reversals import find_reversals
from dedup.text.document import read_document
from dedup.text.quotations import find_quotations


def reversals(query: str, match: str, affinity: float = 1.4) -> list[tuple[str, str]]:
    ours, theirs = read_document(Article(query)), read_document(Article(match))
    pairs = [(i, i, affinity) for i in range(min(len(ours.sentences), len(theirs.sentences)))]
    entries = find_reversals(ours, theirs, find_quotations(ours), find_quotations(theirs), pairs)
    for entry in entries:
        assert entry.kind is FactKind.REVERSAL
        assert query[entry.query.start : entry.query.end] == entry.query.text
        assert match[entry.match.start : entry.match.end] == entry.match.text
    return [(entry.query.text, entry.match.text) for entry in entries]


@pytest.mark.parametrize(
    ("query", "match", "found"),
    [
        (
            "Shares in Brandal Mills fell 4 percent in Corvane.",
            "Shares in Brandal Mills rose 4 percent in Corvane.",
            ("fell", "rose"),
        ),
        (
            "Brandal Mills stock tumbled by 4 percent in Corvane on Monday.",
            "On Monday shares of Brandal Mills climbed 4 percent in Corvane.",
            ("tumbled", "climbed"),
        ),
        (
            "The jury in Saltmere cleared Gerrit Plomley of fraud.",
            "The jury in Saltmere convicted Gerrit Plomley of fraud.",
            ("cleared", "convicted"),
        ),
        (
            "The court found Gerrit Plomley not guilty of 14 counts of fraud.",
            "The court found Gerrit Plomley guilty of 14 counts of fraud.",
            ("not guilty", "guilty"),
        ),
        (
            "The council rejected the harbour budget by 22 votes to 19.",
            "The council approved the harbour budget by 22 votes to 19.",
            ("rejected", "approved"),
        ),
        (
            "The council did not approve the harbour budget.",
            "The council approved the harbour budget.",
            ("did not approve", "approved"),
        ),
        (
            "The mayor signed the harbour treaty on Tuesday.",
            "The mayor did not sign the harbour treaty on Tuesday.",
            ("signed", "did not sign"),
        ),
        (
            "The inspector wasn't aware of the cracked beams.",
            "The inspector was aware of the cracked beams.",
            ("wasn't aware", "aware"),
        ),
        (
            "The ferry company refused to publish the report on the hall.",
            "The ferry company agreed to publish the report on the hall.",
            ("refused", "agreed"),
        ),
        (
            "Brandal Mills missed analysts' forecasts for the quarter.",
            "Brandal Mills beat analysts' forecasts for the quarter.",
            ("missed", "beat"),
        ),
        (
            "The harbour authority said that the crane is illegal under port law.",
            "The harbour authority said that the crane is legal under port law.",
            ("illegal", "legal"),
        ),
        (
            "Inflation stood below the central bank's target of 2 percent.",
            "Inflation stood above the central bank's target of 2 percent.",
            ("below", "above"),
        ),
        (
            "They left Corvane without permission from the regiment.",
            "They left Corvane with permission from the regiment.",
            ("without", "with"),
        ),
        (
            "All nine fishermen died when the trawler sank off Vessa.",
            "All nine fishermen survived when the trawler sank off Vessa.",
            ("died", "survived"),
        ),
    ],
)
def test_what_became_its_opposite(query: str, match: str, found: tuple[str, str]) -> None:
    assert reversals(query, match) == [found]
    assert reversals(match, query) == [found[::-1]]


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("The council did not approve the harbour budget.", "The council rejected the harbour budget."),
        ("The team failed to win the cup final in Corvane.", "The team lost the cup final in Corvane."),
        ("The court found Plomley not guilty of fraud.", "The court cleared Plomley of fraud."),
        ("The court acquitted Plomley of fraud.", "The court cleared Plomley of fraud."),
        ("Shares fell, while bond yields rose in Corvane.", "Bond yields rose in Corvane and shares fell."),
        ("Shares in the mill rose 4 percent in Corvane.", "Yields on short bonds fell to 2.1 percent in late trading."),
        (
            "Sales of the mill fell less than its rivals' in May.",
            "Sales of the mill fell in May, less than its rivals'.",
        ),
        ("The mill not only cut wages but closed its canteen.", "The mill cut wages and closed its canteen."),
        ("Why did the mayor not sign the harbour treaty?", "The mayor signed the harbour treaty."),
        ("The index rose to 900, up from 880 in May.", "The index rose to 900 from 880 in May."),
        ("The mill is no longer making a profit on wool.", "The mill has stopped making a profit on wool."),
        ("She was unable to attend the hearing in Corvane.", "She could not attend the hearing in Corvane."),
        ("The permit was incorrect, the port office found.", "The permit was not correct, the port office found."),
        ("Up to 40 passengers were trapped in the hall.", "Down in the hall 40 passengers were trapped."),
        ("The mayor did not say whether the ferry will sail.", "The mayor has yet to say whether the ferry will sail."),
        (
            "Workers too ill to sail stayed in the port hostel.",
            "Ill workers did not sail and stayed in the port hostel.",
        ),
        ("The mayor denied that the budget was approved.", "The mayor said that the budget was approved."),
        ("The harbour stayed open all winter.", "The harbour stayed open all winter."),
        ("The officers never found the missing boat.", "The missing boat was not found by officers."),
    ],
)
def test_what_is_no_reversal(query: str, match: str) -> None:
    assert reversals(query, match) == []
    assert reversals(match, query) == []


@pytest.mark.parametrize(
    ("bound", "found"),
    [("until", []), ("before", []), ("after", [("allows", "bans")])],
)
def test_a_bound_that_was_turned_round_too_makes_it_the_same_again(bound: str, found: list[tuple[str, str]]) -> None:
    match = "Governor Hask signed a bill that bans fishing in the inner harbour after nine in the evening."
    query = f"Governor Hask signed a bill that allows fishing in the inner harbour {bound} nine in the evening."
    assert reversals(query, match) == found


@pytest.mark.parametrize(
    ("query", "match"),
    [
        (  # the answer to a question that was cut with the sentence behind it
            "''No.'' Plomley broke the harbour record in the second heat.",
            "Plomley broke the harbour record in the second heat.",
        ),
        (  # a denial in a verb
            "Plomley dismissed claims that he was Old Harbourhand, saying the source was a crew of several men.",
            "Plomley insisted he was not Old Harbourhand, and that the source was a crew of several men.",
        ),
        (  # spoken marks of a transcript
            'Let me begin with a quote from Admiral Teviot: "A harbour is its people, and their boats its strength."',
            'Quote, "a harbour is its people, and their boats its strength," end quote.',
        ),
        (  # both ends in both, the one said of arrests, the other of finds
            (
                "A count in 31 ports said that ferry crews were halted and inspected at higher rates than passengers, "
                "but goods were found at lower rates in those inspections."
            ),
            (
                "Wardens halted ferry crews at greater rates than passengers and inspected these at greater rates, "
                "but found goods in those inspections at lower rates than passengers."
            ),
        ),
    ],
)
def test_what_was_taken_for_a_reversal_once(query: str, match: str) -> None:
    assert reversals(query, match) == []
    assert reversals(match, query) == []


def test_what_is_quoted_is_left_to_the_ledger() -> None:
    match = 'Varrow told the harbour council: "We have approved the whole budget for the quay."'
    query = 'Varrow told the harbour council: "We have rejected the whole budget for the quay."'
    assert reversals(query, match) == []


def test_sentences_that_hardly_answer_to_each_other_are_left_alone() -> None:
    query, match = "Shares in Brandal Mills fell 4 percent.", "Shares in Brandal Mills rose 4 percent."
    assert reversals(query, match, affinity=0.5) == []


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
