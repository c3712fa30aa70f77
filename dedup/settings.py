"""The settings, and the only place that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping  # noqa: TC003 - pydantic evaluates this module's annotations
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dedup.access.addresses import is_loopback
from dedup.access.callers import Role
from dedup.access.desks import DESK
from dedup.access.limits import MOST
from dedup.detection.reading import WINDOWS
from dedup.modelfiles import PACKAGED

PREFIX = "DEDUP_"


class SettingsError(ValueError):
    """A setting has a value that can not be used; the message names it and says what it must be."""


class Settings(BaseSettings):
    """Everything that can be set, each by an environment variable: the name in capitals after ``DEDUP_``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        default=Path("dedup-data"),
        description="Folder of the embedded database and of the semantic index's snapshot; made where it is missing.",
    )
    database_url: str | None = Field(
        default=None,
        description="Database: postgresql://user:password@host/name or sqlite:///path. "
        "Unset, a SQLite file in the data folder.",
    )
    model: str = Field(
        default=PACKAGED,
        min_length=1,
        description="Sentence model: the packaged one, a folder, or a name on the Hugging Face hub.",
    )
    model_languages: str | None = Field(
        default=None,
        pattern=r"^\s*[A-Za-z]{2,3}(-\w+)*(\s*,\s*[A-Za-z]{2,3}(-\w+)*)*\s*$",
        description="Languages the sentence model knows, as BCP 47 tags with commas between, or `all`; "
        "unset, English for the packaged model and all for any other.",
    )
    model_prompt: str | None = Field(
        default=None,
        max_length=1000,
        description="What goes before every sentence that the model reads, such as `query: ` for E5; unset, what its "
        "files say.",
    )
    encoder_threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="CPU threads of the sentence model and the reader; unset, all cores.",
    )
    encoder_precision: Literal["auto", "f32", "bf16", "i8"] = Field(
        default="auto",
        description="What the models multiply in: i8, 8 bits, for processors with avx512_vnni or avx_vnni; bf16, for "
        "those with avx512_bf16 or amx_bf16; f32, single precision; auto: the quickest there is.",
    )
    encoder_device: str = Field(
        default="cpu",
        pattern=r"^(cpu|cuda(:\d{1,3})?)$",
        description="What the sentence model and the reader run on: cpu; cuda or cuda:N, a GPU that PyTorch finds.",
    )
    cache_mb: int = Field(
        default=256,
        ge=0,
        le=1_000_000,
        description="Megabytes of texts and sentence vectors that are kept in memory between requests.",
    )
    candidates: int = Field(
        default=12, ge=1, le=1000, description="Stored articles an article is aligned with, at most: the best proposed."
    )
    reader_windows: int = Field(
        default=WINDOWS,
        ge=0,
        le=1000,
        description="Passages of uncertain candidates that are read together with theirs, at most; 0 reads none.",
    )
    window_days: int | None = Field(
        default=None,
        ge=1,
        le=36500,
        description="Days around an article's publication that are searched where a request names none; unset, all.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address the HTTP service listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port of the HTTP service; 0 takes any free one.")
    hosts: str | None = Field(
        default=None,
        pattern=r"^\s*((\*\.)?[\w.-]+|\*)(\s*,\s*((\*\.)?[\w.-]+|\*))*\s*$",
        description="Names the service is known by, with commas between, beside localhost, addresses and those of "
        "`DEDUP_HOST` and `DEDUP_PUBLIC_URL`; `*.example.org` is any name below, `*` any at all.",
    )
    trusted_proxies: str | None = Field(
        default=None,
        description="Addresses or networks of proxies, with commas between, that are believed who they serve "
        "(`X-Forwarded-For`, `X-Forwarded-Proto`).",
    )
    user_header: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z][A-Za-z0-9-]*$",
        description="Header in which those proxies say who the user is; needs `DEDUP_TRUSTED_PROXIES`.",
    )
    per_minute: int | None = Field(
        default=None,
        ge=1,
        le=MOST,
        description="Requests, and lines of bulk requests, that a key without a limit of its own, or a user, may send "
        "in a minute; unset, any number.",
    )
    max_body_bytes: int = Field(
        default=8 * 2**20,
        ge=1024,
        description="Longest body of a request, and longest line of a bulk request, in bytes.",
    )
    max_lag_seconds: float = Field(
        default=30.0,
        ge=0.0,
        le=86_400.0,
        description="Seconds that an operation may wait for the semantic index while `/readyz` says ready.",
    )
    keep_operations: int = Field(
        default=30,
        ge=1,
        le=36_500,
        description="Days that operations are kept; an index that is further behind is made anew from the store.",
    )
    vectors_url: str | None = Field(
        default=None,
        pattern=r"^(postgresql(\+psycopg)?|milvus|https?)://.",
        description="Vector engine that all processes share: postgresql://… with pgvector, or milvus://host:port; "
        "unset, an index of this process.",
    )
    senders: Path | None = Field(
        default=None, description="Senders file (TOML): who may send, what is worth an alert, where alerts go."
    )
    ours: str | None = Field(
        default=None,
        max_length=512,
        description="House of the senders file, or source, whose stories' afterlife the desk shows; "
        "unset, the only house of the senders file, if it names one.",
    )
    workers: int = Field(
        default=1, ge=0, le=64, description="Threads of `dedup serve` that work on the inbox; 0 leaves it to others."
    )
    inbox_limit: int = Field(
        default=100_000, ge=1, description="Messages that may wait; a sender beyond that is asked to come back (503)."
    )
    keep_checks: int = Field(
        default=24,
        ge=0,
        le=24 * 31,
        description="Hours that a text checked on the desk is kept, for those who have its address; 0 keeps none.",
    )
    public_url: str | None = Field(
        default=None, description="Address the service is reached at from outside, for links in alerts."
    )
    allow_private_destinations: bool = Field(
        default=False,
        description="Alerts may go to, and pages to check come from, addresses inside: private networks, this machine.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe message that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="text: for people; json: one JSON object a line, for what collects logs."
    )

    oidc_client_id: str | None = Field(
        default=None, min_length=1, description="What this service is called at the identity provider."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret by which the identity provider knows this service."
    )
    oidc_name: str = Field(
        default="preferred_username",
        min_length=1,
        description="Claim that names the user: one that users can not change themselves; `email` only if verified.",
    )
    oidc_groups: str = Field(default="groups", min_length=1, description="Claim that lists a user's groups.")
    oidc_roles: str | None = Field(
        default=None,
        description="Roles of groups, `GROUP=ROLE` with commas between: whoever is in one may come in; unset, only "
        "users that were added.",
    )
    oidc_desks: str | None = Field(
        default=None, description="Desks of groups, `GROUP=DESK` with commas between; goes with `DEDUP_OIDC_ROLES`."
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="Address of an OpenID Connect provider that users of the desk log in at; needs "
        "`DEDUP_OIDC_CLIENT_ID`, `DEDUP_OIDC_CLIENT_SECRET` and `DEDUP_PUBLIC_URL`.",
    )

    @field_validator("oidc_roles", "oidc_desks")
    @classmethod
    def _of_groups(cls, value: str | None, info: ValidationInfo) -> str | None:
        for group, given in pairs_of(value).items():
            if info.field_name == "oidc_roles":
                Role(given)
            elif not group or re.fullmatch(DESK, given) is None:
                message = f"{given!r} is no name for a desk"
                raise ValueError(message)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _registered(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not all(info.data.get(name) for name in ("oidc_client_id", "oidc_client_secret", "public_url")):
            message = "it needs DEDUP_OIDC_CLIENT_ID, DEDUP_OIDC_CLIENT_SECRET and DEDUP_PUBLIC_URL, for the way back"
            raise ValueError(message)
        if value.startswith("http://") and not is_loopback(urlsplit(value).hostname or ""):
            message = "without TLS whoever is between could log anybody in: use https"
            raise ValueError(message)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str | None) -> str | None:
        for one in value.split(",") if value else ():
            ip_network(one.strip(), strict=False)
        return value

    @field_validator("user_header")
    @classmethod
    def _believed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and not info.data.get("trusted_proxies"):
            message = "it is believed from nobody: name the proxies that set it in DEDUP_TRUSTED_PROXIES"
            raise ValueError(message)
        return value

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - pydantic checks them
        """Read the environment.

        Args:
            values: Settings that override it.

        Raises:
            SettingsError: A value can not be used; the message names each such variable.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            problems = "; ".join(
                f"{PREFIX}{'_'.join(map(str, problem['loc'])).upper()} is {problem['input']!r}: {problem['msg']}"
                for problem in error.errors()
            )
            message = f"The settings can not be used. {problems}."
            raise SettingsError(message) from error


def pairs_of(value: str | None) -> dict[str, str]:
    """What is said of groups: ``editors=editor, staff=reader``.

    Raises:
        ValueError: It is not said so.
    """
    found = {}
    for one in filter(None, map(str.strip, (value or "").split(","))):
        group, sign, given = one.rpartition("=")
        if not sign or not group.strip() or not given.strip():
            message = f"{one!r} is no GROUP=NAME"
            raise ValueError(message)
        found[group.strip()] = given.strip()
    return found


def environment() -> Mapping[str, str]:
    """The environment, for the secrets that the senders file names."""
    return os.environ
