"""How a command ends: exit codes, and failures as one line."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from dedup import errors
from dedup.text.harmless import harmless

EXIT_FINDING = 1
EXIT_USAGE = 2
EXIT_CODES: dict[type[errors.DedupError], int] = {
    errors.DedupError: EXIT_FINDING,
    errors.InputError: 3,
    errors.EmptyText: 3,
    errors.TextTooLong: 3,
    errors.UnreadableInput: 3,
    errors.InvalidArticle: 3,
    errors.ArticleNotFound: 3,
    errors.MessageNotFound: 3,
    errors.AlertNotFound: 3,
    errors.AlertMuted: 3,
    errors.DestinationDisabled: 3,
    errors.MuteNotFound: 3,
    errors.InvalidMute: 3,
    errors.DestinationNotFound: 3,
    errors.SenderRefused: 3,
    errors.AccessRefused: 3,
    errors.NotAuthenticated: 3,
    errors.NotPermitted: 3,
    errors.ForeignRequest: 3,
    errors.StrangeHost: 3,
    errors.TooManyAttempts: 3,
    errors.TooManyRequests: 3,
    errors.InvalidAccess: 3,
    errors.KeyNotFound: 3,
    errors.UserNotFound: 3,
    errors.CalibrationRefused: 3,
    errors.VersionConflict: 3,
    errors.StoreError: 4,
    errors.SchemaOutdated: 4,
    errors.ModelMismatch: 4,
    errors.StoreUnavailable: 4,
    errors.IndexUnavailable: 4,
    errors.InboxFull: 4,
    errors.EncoderError: 5,
}
"""What a command ends with if it fails; 2 is a wrong call. A test holds it complete."""

EXIT_CODES_HELP = (
    "Exit codes: 0 fine; 1 something was found or some articles failed; 2 wrong call; 3 the input can not be used; "
    "4 the store can not be used; 5 a model can not be used."
)


class OneLineErrors(TyperGroup):
    """A command group whose failures are one line on stderr and an exit code, not a traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the class above has it
        """Run a command."""
        try:
            return super().invoke(ctx)
        except errors.DedupError as error:
            fail(str(error))
            code = next(EXIT_CODES[base] for base in type(error).__mro__ if base in EXIT_CODES)
            raise typer.Exit(code) from None
        except OSError as error:
            if isinstance(error, ConnectionError) or error.strerror is None:  # a pipe whose reader has gone, or no file
                raise
            fail(f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}.")
            raise typer.Exit(EXIT_CODES[errors.UnreadableInput]) from None


def fail(message: str) -> None:
    """Say on stderr what went wrong, on one line."""
    print(f"dedup: {harmless(message)}", file=sys.stderr)  # noqa: T201 - that is its job
