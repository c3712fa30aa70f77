"""Everything that can go wrong, as one tree.

::

    DedupError
    ├── InputError               the caller can mend it
    │   ├── EmptyText            no words to work with
    │   ├── TextTooLong          more text than one article may have
    │   ├── UnreadableInput      not UTF-8, not JSON, not the format it claims to be
    │   ├── InvalidArticle       a field is missing or has a wrong value
    │   ├── ArticleNotFound      no stored article has that id
    │   ├── MessageNotFound      no message of the inbox has that number
    │   ├── AlertNotFound        no alert has that number
    │   ├── SenderRefused        nobody of that name may send, or not so
    │   └── VersionConflict      that id and version are stored with another text
    ├── StoreError               the store can not be used as it is
    │   ├── SchemaOutdated       the database needs its migrations
    │   ├── ModelMismatch        the store was built with another encoder or signature scheme
    │   ├── StoreUnavailable     the database does not answer
    │   └── InboxFull            too many messages wait
    └── EncoderError             the sentence model can not be loaded or run

Every message says what to do next. The API's error table and the CLI's exit codes are keyed on these classes, and a
test holds both complete.
"""


class DedupError(Exception):
    """Base of every error this project raises on purpose."""


class InputError(DedupError):
    """What the caller sent can not be used; the message says how to mend it."""


class EmptyText(InputError):
    """The text has no words."""


class TextTooLong(InputError):
    """The text is longer than one article may be."""


class UnreadableInput(InputError):
    """The bytes are not what they are said to be."""


class InvalidArticle(InputError):
    """A field of the article is missing or wrong."""


class ArticleNotFound(InputError):
    """No article with that id is stored."""


class MessageNotFound(InputError):
    """No message with that number is in the inbox."""


class AlertNotFound(InputError):
    """No alert has that number."""


class SenderRefused(InputError):
    """The sender is not known, or its message is not signed as it must be."""


class VersionConflict(InputError):
    """That id and version are stored already, with another text."""


class StoreError(DedupError):
    """The store can not be used as it is."""


class SchemaOutdated(StoreError):
    """The database schema is not the one this release needs."""


class ModelMismatch(StoreError):
    """The stored vectors or signatures were made by another model or scheme."""


class StoreUnavailable(StoreError):
    """The database does not answer."""


class InboxFull(StoreError):
    """Too many messages wait to be worked on."""


class EncoderError(DedupError):
    """The sentence model can not be loaded or run."""
