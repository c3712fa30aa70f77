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
    │   ├── AlertMuted           an editor wants it not to be sent
    │   ├── DestinationDisabled  it answered that it wants no more
    │   ├── MuteNotFound         no mute has that number
    │   ├── InvalidMute          a mute that can not be made so
    │   ├── DestinationNotFound  alerts go to none of that name
    │   ├── SenderRefused        nobody of that name may send, or not so
    │   ├── AccessRefused        who asks may not
    │   │   ├── NotAuthenticated no key, session or password that is good
    │   │   ├── NotPermitted     a good one, for something else
    │   │   ├── ForeignRequest   another site had a browser send it
    │   │   ├── StrangeHost      it asks for a name that this service does not have
    │   │   ├── TooManyAttempts  too many wrong passwords
    │   │   └── TooManyRequests  more within a minute than the key is good for
    │   ├── InvalidAccess        a key or user that can not be made so
    │   ├── KeyNotFound          no API key has that name
    │   ├── UserNotFound         no user has that name
    │   ├── CalibrationRefused   derivations can not be recalibrated so, or should not be
    │   └── VersionConflict      that id and version are stored with another text
    ├── StoreError               the store can not be used as it is
    │   ├── SchemaOutdated       the database needs its migrations
    │   ├── ModelMismatch        the store was built with another encoder or signature scheme
    │   ├── StoreUnavailable     the database does not answer
    │   ├── IndexUnavailable     the vector engine does not answer
    │   └── InboxFull            too many messages wait
    └── EncoderError             a model can not be loaded or run

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


class AlertMuted(InputError):
    """An editor wants that alert not to be sent."""


class DestinationDisabled(InputError):
    """A destination answered that it wants no more, and nobody has enabled it since."""


class MuteNotFound(InputError):
    """No mute has that number, or it is lifted already."""


class InvalidMute(InputError):
    """A mute can not be made so."""


class DestinationNotFound(InputError):
    """Alerts go to no destination of that name."""


class SenderRefused(InputError):
    """The sender is not known, or its message is not signed as it must be."""


class AccessRefused(InputError):
    """Who asks may not do this."""


class NotAuthenticated(AccessRefused):
    """There is no key, session or password, or none that is good."""


class NotPermitted(AccessRefused):
    """Who asks is known, and may not do this."""


class ForeignRequest(AccessRefused):
    """A page of another site had a browser send this."""


class StrangeHost(AccessRefused):
    """The request is for a host name that this service does not have."""


class TooManyAttempts(AccessRefused):
    """Too many wrong passwords were tried.

    Args:
        message: What to do.
        seconds: After which it may be tried again.
    """

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooManyRequests(AccessRefused):
    """A caller asked for more within a minute than it may.

    Args:
        message: What to do.
        seconds: After which there is room again.
    """

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


class InvalidAccess(InputError):
    """A key or a user can not be made so."""


class KeyNotFound(InputError):
    """No API key has that name."""


class UserNotFound(InputError):
    """No user has that name."""


class CalibrationRefused(InputError):
    """Derivations can not be recalibrated by these pairs, or should not be."""


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


class IndexUnavailable(StoreError):
    """The vector engine does not answer, or can not be used."""


class InboxFull(StoreError):
    """Too many messages wait to be worked on."""


class EncoderError(DedupError):
    """A model can not be loaded or run: that of sentences, the reader, or the one that tells languages."""
