"""Clients of two API processes: they repeat a request until it is answered, and journal the answer.

Each works for itself on suppliers of its own, and all of them place and release holds on the same
few, through either process, so that their commands conflict.
"""

from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson

from adapters.system import sleep_seconds
from domain.ids import derived_id
from tests.faults.background import Background
from tests.faults.journal import REFUSED, TOLD, Journal

TENANT: Final = "demo"
SHARED: Final = tuple(derived_id(TENANT, "shared supplier", str(n)) for n in range(3))
SHARED_SHARE: Final = 0.4
RETRY_SECONDS: Final = 0.05
ANSWER_SECONDS_MAX: Final = 5  # Then the other process is asked, and both may have carried it out.
BUSY: Final = 500  # From here on nobody knows, or the server asks to come again.


class Client(Background):
    """One client in a thread of its own; a context that ends it when its request is answered."""

    def __init__(
        self, name: str, ports: tuple[int, int], token: str, folder: Path, seed: int
    ) -> None:
        super().__init__()
        self.answered = 0
        self.journal = folder / f"{name}.journal"
        self._name = name
        self._ports = ports
        self._token = token
        self._journal = Journal(self.journal)
        self._chance = Random(f"{seed} {name}")
        self._requests = 0

    def work(self) -> None:
        """Requests one after another."""
        for each in SHARED:
            self._propose(each)
        while not self.stopped.is_set():
            if self._chance.random() < SHARED_SHARE:
                self._hold_or_release(self._chance.choice(SHARED))
            else:
                own = derived_id(TENANT, self._name, str(self._requests))
                self._propose(own)
                self._post("cleo", f"suppliers/{own}/activate", own, {})
                self._hold_or_release(own)

    def _propose(self, supplier: str) -> None:
        body = {"id": supplier, "number": f"SUP-{supplier}", "name": "Northside Medical"}
        self._post("sam", "suppliers", supplier, body)

    def _hold_or_release(self, supplier: str) -> None:
        body = {"scope": "payment"}
        if self._chance.random() < 0.5:
            hold = {**body, "reason_code": "audit"}
            self._post("cleo", f"suppliers/{supplier}/holds", supplier, hold)
        else:
            self._post("cleo", f"suppliers/{supplier}/holds/release", supplier, body)

    def _post(self, actor: str, path: str, supplier: str, body: dict[str, Any]) -> None:
        """Sends the request until it is answered, to whichever process answers."""
        self._requests += 1
        key = f"{self._name}-{self._requests}"
        command_id = derived_id(TENANT, "idempotency-key", key)
        while True:
            try:
                status, answer = self._asked(actor, path, key, body)
            except (OSError, HTTPException):
                status, answer = BUSY, {}
            if status < BUSY:
                break
            if self.abandoned.is_set():
                return
            sleep_seconds(RETRY_SECONDS)
        self.answered += 1
        if status >= 400:
            assert status in (409, 412, 422), (status, path, answer)
            self._journal.note(REFUSED, command_id, path=path, code=answer.get("code"))
            return
        epoch, _, position = answer["token"].partition(".")
        self._journal.note(
            TOLD,
            command_id,
            events=0,  # The answer does not say how many,
            duplicate=True,  # nor whether an earlier attempt had been carried out.
            stream=f"supplier/{supplier}",
            version=answer["version"],
            position=int(position),
            epoch=int(epoch),
        )

    def _asked(
        self, actor: str, path: str, key: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        port = self._chance.choice(self._ports)
        connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS_MAX)
        try:
            headers = {
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
                "X-Purvey-Actor": actor,
            }
            connection.request("POST", f"/v1/{path}", orjson.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, orjson.loads(answer.read())
        finally:
            connection.close()
