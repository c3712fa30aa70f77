"""Statements that became their opposite."""

import pytest

from tests.unit.detection.opposites import reversals


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
            "The court in Saltmere struck down the harbour law.",
            "The court in Saltmere upheld the harbour law.",
            ("struck down", "upheld"),
        ),
        ("Brandal Mills laid off 300 workers.", "Brandal Mills hired 300 workers.", ("laid off", "hired")),
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
