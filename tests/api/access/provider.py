"""A little OpenID provider on a port of this machine: it checks what it is sent, and lies where a test says so."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from joserfc import jws, jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT, SECRET = "wire-dedup", "a-secret-of-the-client-that-is-long-enough"
PATIENCE = 120.0


def key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Provider:
    """The provider.

    Attributes:
        claims: What its tokens say besides; None leaves a claim out.
        sign: Makes a token of claims, if not as it should.
        told: What discovery says otherwise.
        keys: Its keys; it signs with the last.
        asked: Requests for tokens that were good so far.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    told: dict[str, Any] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=lambda: [key("one")])
    asked: int = 0
    error: str | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signed(self, claims: dict[str, Any]) -> str:
        own = self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": own.kid}, claims, own)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/.well-known/openid-configuration", self._discovery)
        app.add_api_route("/authorize", self._authorize)
        app.add_api_route("/token", self._token, methods=["POST"])
        app.add_api_route("/jwks", self._jwks)
        return app

    def _discovery(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
        }
        return found | self.told

    def _jwks(self) -> Any:  # noqa: ANN401 - JSON
        return KeySet(list(self.keys)).as_dict(private=False)

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        right = (asked["response_type"], asked["client_id"], asked["code_challenge_method"], asked["scope"])
        if right != ("code", CLIENT, "S256", "openid profile email"):
            return JSONResponse({"error": "invalid_request"}, 400)
        back: dict[str, str] = {"state": asked["state"]}
        if self.error:
            back["error"] = self.error
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    def _token(
        self,
        request: Request,
        code: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
    ) -> Response:
        begun = self._codes.pop(code, None)  # good once
        shown = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        if (
            begun is None
            or request.headers.get("authorization") != f"Basic {shown}"
            or challenge != begun["code_challenge"]
            or redirect_uri != begun["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.asked += 1
        now = int(time.time())
        own = {"iss": self.issuer, "aud": CLIENT, "sub": "42", "nonce": begun["nonce"], "iat": now, "exp": now + 300}
        told = {**own, "preferred_username": "anna", "groups": ["editors", "city staff"], **self.claims}
        token = (self.sign or self.signed)({name: one for name, one in told.items() if one is not None})
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})


def unsigned(claims: dict[str, Any]) -> str:
    """A token of the algorithm ``none``."""
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    _, body, _ = jwt.encode({"alg": "HS256"}, claims, OctKey.generate_key()).split(".")
    return f"{header}.{body}."


def by_shared_secret(secret: bytes) -> Callable[[dict[str, Any]], str]:
    """Signs with what others know too: the client's secret, or the public key taken for one."""

    def sign(claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(secret), registry=_ANY)

    return sign


_ANY = jws.JWSRegistry(algorithms=["HS256"])


def serving(provider: Provider) -> tuple[uvicorn.Server, threading.Thread]:
    """Serve it on any free port until the server is told to exit."""
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    return server, thread
