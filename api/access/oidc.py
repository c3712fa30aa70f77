"""Single sign-on by OpenID Connect: the authorization code flow, with PKCE, a state and a nonce.

Authlib speaks OAuth, joserfc reads tokens. All that one log-in has to remember is made of one random value in a cookie
of the browser that began it: what comes back to another browser, or a second time, fits nothing.
"""

from __future__ import annotations

import hmac
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access.seeds import led_to, made_of, state_of
from dedup.access.callers import Role
from dedup.access.users import Claimed
from dedup.errors import NotAuthenticated, NotPermitted
from dedup.settings import pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dedup.settings import Settings

logger = logging.getLogger(__name__)

BACK: Final = "/desk/sso/back"
"""Where the provider sends users back to."""

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that the provider alone can make; none of a shared secret, and not ``none``."""

DISCOVERED_SECONDS: Final = 3600.0
KEYS_SECONDS: Final = 60.0
"""How old what the provider says of itself may be, and its keys where one is not among them."""

LEEWAY_SECONDS: Final = 60
_TIMES: Final = httpx2.Timeout(10.0, connect=5.0)
_ROLES: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a token is read, and how.

    Attributes:
        name: Claim that names the user.
        groups: Claim that lists their groups.
        roles: Role of a group.
        desks: Desk of a group.
    """

    name: str
    groups: str
    roles: Mapping[str, str]
    desks: Mapping[str, str]


class OpenId:
    """One provider that users are sent to.

    Args:
        issuer: Its address, as its tokens have it.
        client_id: What this service is called there.
        client_secret: By which it is known there.
        redirect: Where users are sent back to.
        claims: What of a token is read.
        clock: Seconds since 1970.
    """

    def __init__(  # noqa: PLR0913 - what a provider gives
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect: str,
        claims: Reading,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._redirect = redirect
        self._claims = claims
        self._clock = clock
        self._lock = threading.Lock()
        self._found: dict[str, Any] = {}
        self._found_at = float("-inf")
        self._keys: KeySet | None = None
        self._keys_at = float("-inf")

    @property
    def host(self) -> str:
        """What people know it by."""
        return urlsplit(self.issuer).hostname or self.issuer

    def address(self, seed: str, to: str) -> str:
        """Where a browser is sent to log in.

        Args:
            seed: The value in its cookie.
            to: Where it wants to go then.

        Raises:
            NotAuthenticated: The provider does not answer as one does.
        """
        url, _ = self._client().create_authorization_url(
            self._endpoint("authorization_endpoint"),
            state=state_of(seed, to),
            code_verifier=made_of(seed, "verifier"),
            nonce=made_of(seed, "nonce"),
        )
        return str(url)

    def claimed(self, seed: str | None, answer: Mapping[str, str]) -> tuple[Claimed, str]:
        """Who came back, and where they wanted to go.

        Args:
            seed: The value in the cookie of the browser that did.
            answer: What it brought along.

        Raises:
            NotAuthenticated: It is not what was begun in this browser, or the provider says no.
            NotPermitted: The provider knows them, and none of their groups may come in.
        """
        to = led_to(answer.get("state", ""))
        if seed is None or not hmac.compare_digest(answer.get("state", "").encode(), state_of(seed, to).encode()):
            message = "That log-in was not begun in this browser, or is over. Begin it again."
            raise NotAuthenticated(message)
        if answer.get("iss", self.issuer) != self.issuer:
            message = "Another provider than the one that was asked has answered. Begin again."
            raise NotAuthenticated(message)
        if "code" not in answer:
            said = answer.get("error", "nothing")[:80]
            message = f"The identity provider did not log you in: it said {said!r}."
            raise NotAuthenticated(message)
        return self._read(self._token(answer["code"], seed)), to

    def ending(self, to: str) -> str | None:
        """Where the log-in at the provider is ended too, if it has said so of late.

        Args:
            to: Where it sends the browser back to.
        """
        end = self._found.get("end_session_endpoint")
        asked = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": to})
        return f"{end}{'&' if '?' in end else '?'}{asked}" if isinstance(end, str) and self._is_sound(end) else None

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._secret,
            scope="openid profile email",
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=_TIMES,
            trust_env=False,
        )

    def _token(self, code: str, seed: str) -> dict[str, Any]:
        """The claims of the token that a code is good for.

        Raises:
            NotAuthenticated: It is good for none, or the token is not for us, from them, of now, and of this log-in.
        """
        try:
            with self._client() as client:
                got = client.fetch_token(
                    self._endpoint("token_endpoint"), code=code, code_verifier=made_of(seed, "verifier")
                )
            token = jwt.decode(str(got["id_token"]), self._key_set(), algorithms=list(ALGORITHMS))
        except (JoseError, AuthlibBaseError, httpx2.HTTPError, KeyError, ValueError, TypeError) as error:
            raise self._refused(error) from None
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": made_of(seed, "nonce")},
        )
        try:
            rules.validate(token.claims)
        except JoseError as error:
            raise self._refused(error) from None
        several = isinstance(token.claims["aud"], list) and len(token.claims["aud"]) > 1
        if (several or "azp" in token.claims) and token.claims.get("azp") != self._client_id:
            raise self._refused(ValueError("made for another party"))
        return dict(token.claims)

    def _read(self, claims: Mapping[str, Any]) -> Claimed:
        name, groups = claims.get(self._claims.name), claims.get(self._claims.groups, [])
        if not isinstance(name, str) or (self._claims.name == "email" and claims.get("email_verified") is not True):
            message = f"The identity provider gives no {self._claims.name} of yours that could be relied on."
            raise NotAuthenticated(message)
        of = {one for one in ([groups] if isinstance(groups, str) else groups) if isinstance(one, str)}
        desks = frozenset(desk for group, desk in self._claims.desks.items() if group in of)
        if not self._claims.roles:
            return Claimed(name, None, desks)
        roles = [Role(role) for group, role in self._claims.roles.items() if group in of]
        if not roles:
            message = f"You are known as {name[:80]!r}, and are in no group that may come in here."
            raise NotPermitted(message)
        return Claimed(name, max(roles, key=_ROLES.index), desks)

    def _endpoint(self, name: str) -> str:
        """An address of the provider, as it says itself.

        Raises:
            NotAuthenticated: It does not, or it is not the one that was meant.
        """
        with self._lock:
            if self._clock() - self._found_at > DISCOVERED_SECONDS:
                found = self._got(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self.issuer:
                    raise self._refused(ValueError(f"it calls itself {str(found.get('issuer'))[:200]!r}"))
                self._found, self._found_at = found, self._clock()
            address = self._found.get(name)
        if not isinstance(address, str) or not self._is_sound(address):
            raise self._refused(ValueError(f"it has no {name} that could be asked"))
        return address

    def _key_set(self) -> KeySet | Callable[[Any], Any]:
        """Its keys; fetched again where a token is signed with one that is not among them."""
        address = self._endpoint("jwks_uri")

        def of(token: Any) -> Any:  # noqa: ANN401 - joserfc's
            named = token.headers().get("kid")
            with self._lock:
                known = self._keys is not None and any(key.kid == named for key in self._keys.keys)
                if self._keys is None or (not known and self._clock() - self._keys_at > KEYS_SECONDS):
                    self._keys, self._keys_at = KeySet.import_key_set(self._got(address)), self._clock()
                return self._keys

        return of

    def _got(self, url: str) -> Any:  # noqa: ANN401 - JSON
        """JSON of an address of the provider; no redirect is followed.

        Raises:
            NotAuthenticated: There is none.
        """
        try:
            with httpx2.Client(timeout=_TIMES, trust_env=False) as client:
                answer = client.get(url)
            answer.raise_for_status()
            if not isinstance(content := answer.json(), dict):
                raise self._refused(TypeError("no JSON object"))
        except (httpx2.HTTPError, ValueError) as error:
            raise self._refused(error) from None
        return content

    def _is_sound(self, address: str) -> bool:
        """Nothing goes without TLS, unless the provider itself is on this machine."""
        return address.startswith("https://") or (self.issuer.startswith("http://") and address.startswith("http://"))

    def _refused(self, error: Exception) -> NotAuthenticated:
        logger.warning("A log-in by %s failed: %s", self.issuer, type(error).__name__)
        message = f"The identity provider's answer can not be relied on ({type(error).__name__}). Try again."
        return NotAuthenticated(message)


def provider_of(settings: Settings) -> OpenId | None:
    """The provider that the settings name; None where they name none."""
    if settings.oidc_issuer is None or settings.oidc_client_secret is None:
        return None
    return OpenId(
        settings.oidc_issuer,
        settings.oidc_client_id or "",
        settings.oidc_client_secret.get_secret_value(),
        f"{(settings.public_url or '').rstrip('/')}{BACK}",
        Reading(settings.oidc_name, settings.oidc_groups, pairs_of(settings.oidc_roles), pairs_of(settings.oidc_desks)),
    )
