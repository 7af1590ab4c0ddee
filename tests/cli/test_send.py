"""Commands from the command line: what the API takes, refuses and answers, over a running home."""

from pathlib import Path

import orjson
import pytest

from tests.cli.program import Ended, Home, until

TENANT = "counter"
pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.


@pytest.fixture
def draft(running: Home, tmp_path: Path) -> Path:
    """The example of a requisition, under a number of its own and for what is in no catalogue."""
    body = running.here("send", "create_requisition", "--example").report
    (line,) = body["lines"]
    for named in ("item_id", "supplier_id"):
        line.pop(named, None)
    file = tmp_path / "requisition.json"
    told = {**body, "id": None, "number": f"REQ-{tmp_path.name}"[:30], "lines": [line]}
    file.write_bytes(orjson.dumps(told))
    return file


def sent(home: Home, *words: str | Path) -> Ended:
    """In a tenant that has registered nothing, so that no place is unknown."""
    return home.purvey("send", *words, "--tenant", TENANT, "--json")


def sent_here(home: Home, *words: str | Path) -> Ended:
    """The same from this process."""
    return home.here("send", *words, "--tenant", TENANT, "--json")


def test_every_command_is_listed_with_what_it_names(running: Home) -> None:
    listed = sent_here(running, "--list").report["commands"]
    told = {each["command"]: each["names"] for each in listed}
    assert told["issue_purchase_order"] == "purchase_order_id"
    assert told["withdraw_usage"] == "purchase_order_id usage"
    assert {"issue_intercompany_bill", "consume_consignment", "propose_rebate"} <= told.keys()
    routes = Path("tests/golden/routes.txt").read_text().splitlines()
    assert told.keys() == {line.split()[4] for line in routes if line.startswith("write ")}


def test_a_command_is_carried_out_repeated_and_followed_by_number(
    running: Home, draft: Path
) -> None:
    words = ("create_requisition", "--body", draft, "--actor", "nora", "--role", "requester")
    first = sent(running, *words, "--key", draft.parent.name)
    assert first.code == 0, first.said
    again = sent_here(running, *words, "--key", draft.parent.name)
    assert again.report == first.report
    number = orjson.loads(draft.read_bytes())["number"]
    document = (f"requisition/{number}", "--tenant", TENANT)
    until(lambda: running.here("history", *document).code == 0)
    why = draft.with_name("why.json")
    why.write_text('{"reason_code": "not_needed"}')
    told = ("--body", why, "--actor", "nora")
    by_number = ("withdraw_requisition", f"requisition_id={number}", *told)
    stale = sent_here(running, *by_number, "--version", "99")
    assert (stale.code, "document.version_mismatch" in stale.said) == (1, True), stale.said
    current = str(first.report["version"])
    done = sent_here(running, *by_number, "--version", current)
    assert done.code == 0, done.said
    late = sent_here(running, *by_number, "--version", current)
    assert (late.code, "document.version_mismatch" in late.said) == (1, True), late.said


def test_refusals_end_with_their_codes(running: Home, draft: Path, tmp_path: Path) -> None:
    refused = sent(running, "create_requisition", "--body", draft, "--role", "auditor")
    assert (refused.code, "access.forbidden" in refused.said) == (1, True), refused.said
    assert refused.out == ""
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"lines": 7, "colour": "red"}')
    malformed = sent(running, "create_requisition", "--body", wrong)
    assert malformed.code == 2
    assert "request.invalid" in malformed.said
    assert "colour" in malformed.said, "all that is wrong"
    wrong.write_text("{")
    assert sent_here(running, "create_requisition", "--body", wrong).code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("issue_purchase_orders",), "issue_purchase_order"),
        (("issue_purchase_order",), "purchase_order_id=..."),
        (("issue_purchase_order", "order=PO-1"), "purchase_order_id=..."),
        (("add_legal_entity_facility", "legal_entity=a/b"), "slash"),
        (("create_requisition", "--body", "nowhere.json"), "nowhere.json"),
    ],
)
def test_wrong_usage_says_what_is_right_before_a_server_is_looked_for(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    ended = sent_here(Home(tmp_path / "nothing"), *words)
    assert ended.code == 2
    assert told in " ".join(ended.said.replace("│", " ").split())


def test_a_home_without_an_instance_takes_no_command(tmp_path: Path) -> None:
    assert sent_here(Home(tmp_path / "nothing"), "create_requisition").code == 3
