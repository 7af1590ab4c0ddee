"""One tenant as its people use it: requests by name, and what they were told last."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx2

from tests.api.running import Api
from tests.plain_http import WITHOUT_TLS

PROBLEM: Final = "application/problem+json"
TIMEOUT_SECONDS: Final = 30

Json = dict[str, Any]


@contextmanager
def offices(api: Api, tenant: str) -> Iterator["Office"]:
    """The tenant, over a connection of its own."""
    with httpx2.Client(base_url=api.url, timeout=TIMEOUT_SECONDS, verify=WITHOUT_TLS) as client:
        yield Office(client, api.token, tenant)


class Office:
    """Sends requests as one of the tenant's people; by default they hold every role."""

    def __init__(self, client: httpx2.Client, token: str, tenant: str) -> None:
        self.client = client
        self.token = token
        self.tenant = tenant
        self.last_token = "1.0"

    def post(
        self,
        path: str,
        body: object = None,
        actor: str = "developer",
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """The answer to a command, whatever it is."""
        response = self.client.post(
            f"/v1/{path}",
            json={} if body is None else body,
            headers={**self.headers(actor), **(headers or {})},
        )
        if response.is_success:
            self.last_token = response.json()["token"]
        return response

    def send(
        self, path: str, content: bytes, headers: Mapping[str, str | bytes] | None = None
    ) -> httpx2.Response:
        """The answer to bytes that are sent as they are."""
        said = {"Content-Type": "application/json", **self.headers("developer"), **(headers or {})}
        pairs = [
            (name.encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in said.items()
        ]
        return self.client.post(f"/v1/{path}", content=content, headers=pairs)

    def do(self, path: str, body: object = None, actor: str = "developer") -> Json:
        """What a command that must succeed answers."""
        response = self.post(path, body, actor)
        assert response.is_success, response.text
        told: Json = response.json()
        return told

    def get(self, path: str, **parameters: str | int) -> httpx2.Response:
        """The answer to a question, whatever it is."""
        return self.client.get(f"/v1/{path}", params=parameters, headers=self.headers("developer"))

    def see(self, path: str, **parameters: str | int) -> Json:
        """The answer to a question, which must know of the last command."""
        response = self.get(path, **{"min_position": self.last_token, **parameters})
        assert response.is_success, response.text
        told: Json = response.json()
        return told

    def headers(self, actor: str) -> dict[str, str]:
        """Who asks, for which tenant."""
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Purvey-Tenant": self.tenant,
            "X-Purvey-Actor": actor,
        }


def refused(response: httpx2.Response, status: int, code: str) -> Json:
    """The problem that a request was answered with; it must be this one."""
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM), (
        response.text
    )
    told: Json = response.json()
    assert (told["status"], told["code"]) == (status, code), told
    assert told["detail"]
    return told
