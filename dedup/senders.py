"""The senders file: who may send, what is worth an alert, and where alerts go. TOML.

::

    [senders.desk]
    kind = "superdesk"
    secret_env = "SUPERDESK_SECRET"

    [[senders.desk.alerts]]
    relations = ["rewrite", "near_copy"]
    to = ["cms"]

    [destinations.cms]
    kind = "webhook"
    url = "https://cms.example/hooks/dedup"
    secret_file = "/run/secrets/cms"

    [houses]
    northwater = ["Northwater Post", "Northwater Post Online"]

    [keep]
    days = 730
    [keep.sources]
    "Northern Wire" = 365
    "Northwater Post" = "always"
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dedup.access.desks import DESK
from dedup.detection.kinship import folded
from dedup.detection.verdict import Relation
from dedup.newsroom.config import Destination, DestinationKind, NewsroomConfig, Rule, Sender, SenderKind
from dedup.newsroom.retention import Keeping
from dedup.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rule(_Table):
    name: str | None = None
    to: list[str] = Field(min_length=1)
    relations: list[Relation] = []
    derivation: float = Field(default=0.5, ge=0.0, le=1.0)
    sources: list[str] = []
    from_sources: list[str] = []
    languages: list[str] = []
    window_days: int | None = Field(default=None, ge=0)
    needs_review: bool = True


class _GeneralRule(_Rule):
    senders: list[str] = []


class _Sender(_Table):
    kind: SenderKind
    secret_env: str | None = None
    secret_file: Path | None = None
    unsigned: bool = False
    source: str | None = Field(default=None, max_length=512)
    window_days: int | None = Field(default=None, ge=1, le=36500)
    alerts: list[_Rule] = []


class _Destination(_Table):
    kind: DestinationKind
    url: str | None = None
    url_env: str | None = None
    url_file: Path | None = None
    secret_env: str | None = None
    secret_file: Path | None = None
    desk: Annotated[str, Field(pattern=DESK)] | None = None


_Days = Annotated[int, Field(ge=1, le=36500)]


class _Keep(_Table):
    days: _Days | None = None
    sources: dict[str, _Days | Literal["always"]] = {}


class _File(_Table):
    senders: dict[str, _Sender] = {}
    alerts: list[_GeneralRule] = []
    destinations: dict[str, _Destination] = {}
    houses: dict[str, list[str]] = {}
    keep: _Keep = _Keep()


def load_newsroom(path: Path, environment: Mapping[str, str]) -> NewsroomConfig:
    """Read the senders file with the secrets it names.

    Args:
        path: Of the file.
        environment: Where ``secret_env`` and ``url_env`` are looked up.

    Returns:
        What it says.

    Raises:
        SettingsError: It can not be read or used; the message names the table and the key.
    """
    load_houses(path)
    return _Reading(path, environment).config(_read(path), load_keeping(path))


def load_houses(path: Path) -> dict[str, list[str]]:
    """Which source labels belong to one house, by its name; no secret is looked up.

    Args:
        path: Of the senders file.

    Raises:
        SettingsError: The file can not be read or used.
    """
    houses = _read(path).houses
    labels = [folded(label) for group in houses.values() for label in group]
    for label in labels:
        if not label or labels.count(label) > 1:
            problem = f"houses: the source {label!r} is empty or named twice"
            message = f"The senders file {path} can not be used. {problem}."
            raise SettingsError(message)
    return houses


def load_keeping(path: Path) -> Keeping:
    """How long what is kept; no secret is looked up.

    Args:
        path: Of the senders file.

    Raises:
        SettingsError: The file can not be read or used.
    """
    keep = _read(path).keep
    named = [(folded(label), None if days == "always" else days) for label, days in keep.sources.items()]
    for label, _ in named:
        if not label or [one for one, _ in named].count(label) > 1:
            message = f"The senders file {path} can not be used. keep.sources: {label!r} is empty or named twice."
            raise SettingsError(message)
    return Keeping(keep.days, dict(named))


def _read(path: Path) -> _File:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        message = f"The senders file {path} can not be read: {error.strerror}."
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"The senders file {path} is no TOML: {error}."
        raise SettingsError(message) from error
    try:
        return _File.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        message = f"The senders file {path} can not be used. {problems}."
        raise SettingsError(message) from error


class _Reading:
    """Fills in secrets, and checks what refers to what."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        self._environment = environment

    def config(self, file: _File, keeping: Keeping) -> NewsroomConfig:
        senders = {name: self._sender(name, table) for name, table in file.senders.items()}
        destinations = {name: self._destination(name, table) for name, table in file.destinations.items()}
        rules = [_rule(rule, f"rule {number}", tuple(rule.senders)) for number, rule in enumerate(file.alerts, start=1)]
        for name, table in file.senders.items():
            rules += [_rule(one, f"{name} {number}", (name,)) for number, one in enumerate(table.alerts, start=1)]
        names = [rule.name for rule in rules]
        for rule in rules:
            for unknown in (to for to in rule.to if to not in destinations):
                msg = f"alerts: {rule.name!r} is sent to {unknown!r}, which is no destination"
                raise self._wrong(msg)
            for unknown in (sender for sender in rule.senders if sender not in senders):
                msg = f"alerts: {rule.name!r} watches {unknown!r}, which is no sender"
                raise self._wrong(msg)
            if names.count(rule.name) > 1:
                msg = f"alerts: two rules are called {rule.name!r}; give each a name of its own"
                raise self._wrong(msg)
        return NewsroomConfig(senders, tuple(rules), destinations, file.houses, keeping)

    def _sender(self, name: str, table: _Sender) -> Sender:
        where = f"senders.{name}"
        if not _NAME.fullmatch(name):
            msg = f"{where}: a name has letters, digits, dots, dashes; it is part of an address"
            raise self._wrong(msg)
        secret = self._one(where, "secret", None, table.secret_env, table.secret_file)
        if secret is None and not table.unsigned:
            msg = f"{where}: name its secret (secret_env or secret_file), or say unsigned = true"
            raise self._wrong(msg)
        if secret is not None and table.unsigned:
            msg = f"{where}: it has a secret and is unsigned; choose one"
            raise self._wrong(msg)
        if table.kind == "json" and secret is not None:
            self._check_secret(where, secret)
        return Sender(name, table.kind, secret, table.unsigned, table.source, table.window_days)

    def _destination(self, name: str, table: _Destination) -> Destination:
        where = f"destinations.{name}"
        url = self._one(where, "url", table.url, table.url_env, table.url_file)
        if url is None or not _is_web_address(url):
            msg = f"{where}: name its http(s) address (url, url_env or url_file)"
            raise self._wrong(msg)
        secret = self._one(where, "secret", None, table.secret_env, table.secret_file)
        if table.kind == "slack" and secret is not None:
            msg = f"{where}: Slack checks no signature; its address is the secret (url_env or url_file)"
            raise self._wrong(msg)
        if table.kind == "webhook":
            if secret is None:
                msg = f"{where}: name the secret that its alerts are signed with (secret_env or secret_file)"
                raise self._wrong(msg)
            self._check_secret(where, secret)
        return Destination(name, table.kind, url, secret, table.desk)

    def _one(self, where: str, what: str, given: str | None, variable: str | None, file: Path | None) -> str | None:
        """A value from the one place that is named for it."""
        named = [one for one in (given, variable, file) if one is not None]
        if len(named) > 1:
            msg = f"{where}: {what} is named in {len(named)} places; keep one"
            raise self._wrong(msg)
        if variable is not None:
            if not self._environment.get(variable):
                msg = f"{where}: the environment variable {variable} is not set"
                raise self._wrong(msg)
            return self._environment[variable]
        if file is not None:
            try:
                content = (self._path.parent / file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                msg = f"{where}: {file} can not be read ({error})"
                raise self._wrong(msg) from error
            if not content:  # everybody can sign with an empty secret
                msg = f"{where}: {file} is empty; write its {what} into it"
                raise self._wrong(msg)
            return content
        return given

    def _check_secret(self, where: str, secret: str) -> None:
        """Standard Webhooks signs with the bytes behind base64."""
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key:
            msg = f"{where}: its secret must be base64, with or without whsec_ before it"
            raise self._wrong(msg)

    def _wrong(self, problem: str) -> SettingsError:
        return SettingsError(f"The senders file {self._path} can not be used. {problem}.")


def _rule(rule: _Rule, name: str, senders: tuple[str, ...]) -> Rule:
    return Rule(
        name=rule.name or name,
        to=tuple(rule.to),
        relations=tuple(relation.value for relation in rule.relations),
        derivation=rule.derivation,
        senders=senders,
        sources=tuple(rule.sources),
        from_sources=tuple(rule.from_sources),
        languages=tuple(rule.languages),
        window_days=rule.window_days,
        needs_review=rule.needs_review,
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
