"""What the rules say became its opposite."""

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
