"""What a running instance answers on the command line: status, history, rebuild, verify."""

import signal
from typing import LiteralString

import orjson
import psycopg
import pytest
from psycopg import sql

from api.cli.report import console, print_table, say
from projections.index import PROJECTIONS
from projections.projection import ColumnType, Table
from tests.cli.conftest import has_settled
from tests.cli.imported import ORDER, first_order
from tests.cli.program import PURVEY, Home, end, until

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
PROJECTION_BY_NAME = {each.name: each for each in PROJECTIONS}
PARTS = ("api", "database", "nats")


def test_status_has_exactly_the_promised_form(running: Home) -> None:
    until(lambda: has_settled(running))
    answer = running.here("status", "--json")
    assert (answer.code, answer.said) == (0, "")
    report = answer.report
    assert list(report) == [
        *PARTS,
        *("epoch", "log_events", "stream", "projections", "consumers", "backup"),
    ]
    assert [report[part] for part in PARTS] == ["ok", "ok", "ok"]
    assert report["epoch"] == 1
    stream = {"offset", "lag_events", "lag_seconds", "refills", "contradictions", "seen_seconds"}
    assert set(report["stream"]) == stream
    assert report["stream"]["lag_events"] == report["log_events"] - report["stream"]["offset"]
    assert set(report["projections"]) == {each.name for each in PROJECTIONS}
    for each in report["projections"].values():
        each.pop("beside", None)  # There while another test's rebuild keeps what it replaced.
        assert set(each) == {"offset", "lag_events", "lag_seconds", "state"}
        assert (each["offset"], each["lag_events"]) == (report["log_events"], 0)
        assert (each["lag_seconds"], each["state"]) == (0.0, "live")


def test_status_for_people_shows_every_read_model_whole_where_there_is_no_terminal(
    running: Home,
) -> None:
    told = running.here("status").out
    assert "database ok" in told
    for each in PROJECTIONS:
        assert each.name in told


def test_a_document_is_found_by_number_and_by_id(running: Home) -> None:
    order = first_order(running)
    by_number = running.purvey("history", f"purchase_order/{order['number']}", "--json")
    by_id = running.here("history", f"purchase_order/{order['purchase_order_id']}", "--json")
    assert (by_number.code, by_number.said) == (0, "")
    assert by_number.report == by_id.report
    assert by_number.report["id"] == order["purchase_order_id"]
    steps = by_number.report["steps"]
    assert [each["version"] for each in steps] == list(range(1, len(steps) + 1))
    told = running.here("history", f"purchase_order/{order['number']}").out
    assert all(each["sentence"] in told for each in steps)
    assert all(f"by {each['actor']['id']} ({each['actor']['type']})" in told for each in steps)
    assert all(other["document"] in told for each in steps for other in each["beside"])
    until_first = ("--until", str(steps[0]["position"]), "--json")
    cut = running.here("history", f"purchase_order/{order['number']}", *until_first)
    assert cut.report["steps"] == steps[:1]
    named = f"purchase_order/{order['number']}"
    second = running.here("history", named, "--version", "2", "--json").report
    assert (second["step"], second["last"]) == (steps[1], len(steps))
    assert (second["previous"], second["next"]) == (1, 3)
    at_first = running.here("history", named, "--as-of", str(steps[0]["position"])).out
    assert "version 1 of 1" in at_first
    assert steps[0]["sentence"] in at_first
    assert (
        f"purvey history {named} --version 3"
        in running.here("history", named, "--version", "2").out
    )
    assert running.here("history", named, "--version", str(len(steps) + 1)).code == 1
    assert running.here("history", named, "--version", "1", "--as-of", "5").code == 2


def test_an_invoice_is_explained_by_number_as_by_id_and_nothing_else_is(running: Home) -> None:
    day = ("2020-12-31", "invoices", "--clock", "effective", "--json")
    invoice = running.here("as-of", *day).report["data"][0]
    by_id = running.purvey("explain", f"invoice/{invoice['invoice_id']}", "--json")
    assert (by_id.code, by_id.report["number"]) == (0, invoice["number"])
    told = running.here("explain", f"invoice/{invoice['invoice_id']}").out
    assert told.splitlines() == by_id.report["sentences"]
    traced = running.here("explain", f"journal/invoice/{invoice['number']}").out
    assert "Posted to accounts payable" in traced, "each figure is told with the fact that made it"
    for name, code in (("purchase_order/PO-1", 2), ("invoice/0", 1), ("journal/invoice/0", 1)):
        assert running.here("explain", name).code == code


def test_a_balance_of_the_books_is_told_with_the_facts_that_it_came_of(running: Home) -> None:
    day = ("2020-12-31", "--clock", "effective")
    row = running.here("as-of", *day, "period_balance", "--json").report["data"][0]
    by = ("legal_entity", "period", "currency", "account")
    chosen = [f"{name}={row[name]}" for name in by]
    told = running.here("explain", "journal", *chosen, "--limit", "1000")
    assert told.code == 0, told.said
    total, fact, line, *_ = told.out.splitlines()
    assert f" is {row['balance']} {row['currency']}" in total
    assert "(position " in fact
    assert line.startswith(("    debit ", "    credit "))
    assert "not told" not in told.out
    shown = running.here("as-of", *day, "period_balance").out
    assert "purvey explain journal legal_entity=<legal_entity>" in shown
    for wrong, code in ((("journal",), 2), (("journal", "account=none"), 1)):
        assert running.here("explain", *wrong).code == code
    assert running.here("explain", "invoice/1", "account=grir").code == 2


@pytest.mark.parametrize(
    ("document", "code", "words"),
    [
        ("purchase_order/PO-NONE", 1, "document.not_found"),
        ("purchase_order/0b8f0f0e-0000-5000-8000-000000000000", 1, "document.not_found"),
        ("spaceship/1", 1, "purchase_order"),
        ("number/PO-NONE", 1, "document.not_found"),
        ("purchase_order", 2, "purchase_order/PO-1"),
        ("purchase_order/", 2, "purchase_order/PO-1"),
    ],
)
def test_a_document_that_does_not_exist_has_no_history(
    running: Home, document: str, code: int, words: str
) -> None:
    answer = running.here("history", document, "--json")
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.said


def test_another_tenant_sees_nothing(running: Home) -> None:
    order = first_order(running)
    number = f"purchase_order/{order['number']}"
    assert running.here("history", number, "--tenant", "other").code == 1
    empty = running.here("as-of", "0", ORDER, "--tenant", "other", "--json").report
    assert empty["data"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--all"),
        ([ORDER, "--all"], "--all"),
        (["spaceships"], "stock"),
        (["x", "--y"], "--y"),
        ([ORDER, "--dry-run", "--rollback"], "--rollback"),
        ([ORDER, "--accept", " "], "reason"),
        ([ORDER, "--report", "/no/such/folder/x.json"], "no folder"),
    ],
)
def test_a_rebuild_wants_to_know_what(running: Home, arguments: list[str], words: str) -> None:
    answer = running.here("rebuild", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.said


def test_a_rebuild_that_is_stopped_leaves_nothing(running: Home) -> None:
    begun = "SELECT count(*) FROM read.projection WHERE state = 'rebuilding'"
    url = running.addresses.database_url
    with psycopg.connect(url) as reader, psycopg.connect(url, autocommit=True) as watcher:
        # It begins, and comes no further: it wants to know how long histories are.
        reader.execute("LOCK TABLE log.tenant_head IN ACCESS EXCLUSIVE MODE")
        process = running.start([*PURVEY, "rebuild", ORDER])
        until(lambda: watcher.execute(begun).fetchone() == (1,))
        assert end(process, signal.SIGTERM) == 130
        assert watcher.execute(begun).fetchone() == (0,)


def test_every_changed_value_is_named_and_a_rebuild_puts_it_right(running: Home) -> None:
    until(lambda: has_settled(running))
    sound = running.here("verify", "--json")
    assert sound.code == 0, sound.said
    assert sound.report["differences"] == 0
    assert sound.report["checked"] == sum(
        sound.report[each] for each in ("events", "snapshots", "rows")
    )
    changed = corrupt_each_table(running)
    assert len(changed) >= len(PROJECTIONS)
    found = running.here("verify", "--json")
    assert found.code == 1
    named = {(each["table"], each["column"]) for each in found.report["named_differences"]}
    assert named == changed
    assert found.report["differences"] == len(changed)
    told = running.here("verify").out
    assert all(f"{table} " in told and f" {column}: is " in told for table, column in changed)
    path = running.path / "report.json"
    refused = running.here("rebuild", ORDER, "--report", str(path))
    assert refused.code == 1
    assert f"{ORDER} differs although the version is the same" in refused.out
    (certificate,) = orjson.loads(path.read_bytes())["certificates"]
    of_order = {each.name for each in PROJECTION_BY_NAME[ORDER].tables}
    told_now = {(d["table"], d["column"]) for t in certificate["tables"] for d in t["named"]}
    assert told_now == {(table, column) for table, column in changed if table in of_order}
    assert running.here("verify", "--json").report["differences"] == len(changed)
    one = running.here("rebuild", ORDER, "--accept", "rows were changed by hand", "--json")
    assert (list(one.report["generations"]), one.report["switched"]) == ([ORDER], True)
    back = running.here("rebuild", ORDER, "--rollback", "--json")
    assert back.report["replaced"] == one.report["generations"]
    rebuilt = running.purvey("rebuild", "--all", "--accept", "likewise", "--workers", "1", "--json")
    assert (rebuilt.code, set(rebuilt.report["generations"])) == (
        0,
        {each.name for each in PROJECTIONS},
    )
    until(lambda: running.here("verify", "--json").code == 0)


def corrupt_each_table(home: Home) -> set[tuple[str, str]]:
    """Changes one value of one row in every table that has rows; which table and column."""
    changed = set()
    generations = "SELECT name, generation FROM read.projection WHERE state = 'live'"
    with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
        schemas: dict[str, int] = dict(connection.execute(generations).fetchall())
        for each in PROJECTIONS:
            schema = f"{each.name}_g{schemas[each.name]}"
            for table in each.tables:
                column, other = loose_column(table)
                statement = sql.SQL(
                    "UPDATE {table} SET {column} = {other} WHERE ctid ="
                    " (SELECT ctid FROM {table} LIMIT 1)"
                ).format(
                    table=sql.Identifier(schema, table.name),
                    column=sql.Identifier(column),
                    other=sql.SQL(other),
                )
                if connection.execute(statement).rowcount:
                    changed.add((table.name, column))
    return changed


OTHER_VALUES: dict[ColumnType, LiteralString] = {
    "text": "'changed'",
    "numeric": "-77.7",
    "timestamptz": "'1999-01-01T00:00Z'",
    "bigint": "-77",
}


def loose_column(table: Table) -> tuple[str, LiteralString]:
    """A column that is no part of the table's key, and a value that it does not have."""
    found = {kind: name for name, kind in table.columns.items() if name not in table.key}
    kind = next(each for each in OTHER_VALUES if each in found)
    return found[kind], OTHER_VALUES[kind]


def test_what_looks_like_markup_is_told_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Folders and documents have such names, and `[/x]` alone ended the command."""
    console.print("Backup /x/odd[/x]/od2[bold]d")
    say("no [bold]backup[/y]")
    print_table("of [red]", ("a[/b]",), [("c[/d]",)])
    said = capsys.readouterr()
    assert said.err == "no [bold]backup[/y]\n"
    for words in ("Backup /x/odd[/x]/od2[bold]d", "of [red]", "a[/b]", "c[/d]"):
        assert words in said.out
