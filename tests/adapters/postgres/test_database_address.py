"""What PostgreSQL's client would not take is found before a server is asked, and told by name."""

import pytest

from adapters.postgres.complete_address import complete_address
from adapters.postgres.database_address import (
    ADDRESS_FOR_A_NAME,
    DO_NOT_FIT,
    FOR_REPLICATION,
    MARKS_AS_THEY_ARE,
    NOT_TAKEN_APART,
    ONLY_READING,
    OTHER_ENCODING,
    WRONG_VALUE,
    WRONG_VARIABLES,
    flaw_of,
    misuse_of,
)

URL = "postgresql://postgres:secret-word@127.0.0.1:1/x"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgresql://u:%23%40%2F%3F@h/x?host=/run&client_encoding=utf-8",
        f"{URL}?options=-cstatement_timeout%3D1h%20-cdefault_transaction_read_only%3Doff",
        f"{URL}?sslmode=require&connect_timeout=5&application_name=a",
        f"{URL}?sslnegotiation=direct&sslmode=require",
        f"{URL}?target_session_attrs=read-write&keepalives=0",
        "postgresql://a,b:5/x?hostaddr=127.0.0.1,::1",
        "postgresql://[::1]:5432/x",
        "postgresql:///x?host=/run/postgresql",
    ],
)
def test_an_address_that_the_client_takes_has_no_flaw_whatever_answers_there(url: str) -> None:
    assert flaw_of(url) is None
    assert misuse_of(complete_address(url)) is None


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("sslmode", "maybe"),
        ("sslmode", ""),
        ("connect_timeout", "soon"),
        ("keepalives", "x"),
        ("tcp_user_timeout", "x"),
        ("port", "0"),
        ("port", "x"),
        ("hostaddr", "127.0.0.1,elsewhere"),
        ("target_session_attrs", "any,all"),
        ("require_auth", "trust-me"),
        ("service", "none-of-that-name"),
    ],
)
def test_a_wrong_value_is_told_by_its_option(option: str, value: str) -> None:
    told = flaw_of(f"{URL}?application_name=a&{option}={value}")
    assert told == f"has a value of its option {option} that PostgreSQL's client does not take"


@pytest.mark.parametrize("rest", ["?foo=bar", "?sslmode", "?application_name=%FF", "%"])
def test_what_cannot_be_taken_apart_is_told_without_its_words(rest: str) -> None:
    assert flaw_of(f"{URL}{rest}") == NOT_TAKEN_APART


def test_options_that_exclude_each_other_are_told_as_such() -> None:
    versions = "ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2"
    assert flaw_of(f"{URL}?{versions}") == DO_NOT_FIT


@pytest.mark.parametrize(("name", "value"), [("PGSSLMODE", "maybe"), ("PGSERVICE", "gone")])
def test_a_wrong_variable_is_no_fault_of_an_option(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert flaw_of(URL) == WRONG_VARIABLES
    if name == "PGSSLMODE":
        assert flaw_of(f"{URL}?sslmode=require") is None, "the address says it"


def test_a_wrong_variable_that_the_client_reads_too_late_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "soon")
    told = misuse_of(complete_address(URL)) or ""
    assert told.startswith(WRONG_VALUE.format("connect_timeout"))


@pytest.mark.parametrize(
    "url",
    [
        f"{URL}#y",
        f"{URL}?application_name=a#b",
        "postgresql://u:secret#word@h/x",
        "postgresql://u:secret@word@h/x",
        "postgresql://u:1/word@h/x",
    ],
)
def test_a_mark_that_stands_where_it_means_another_thing_is_told(url: str) -> None:
    assert flaw_of(url) == MARKS_AS_THEY_ARE


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "auto", "utf16"])
def test_texts_in_another_encoding_are_refused(encoding: str) -> None:
    assert flaw_of(f"{URL}?client_encoding={encoding}") == OTHER_ENCODING


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("?replication=database", FOR_REPLICATION),
        ("?replication=1", FOR_REPLICATION),
        ("?dbname=host%3Dh%20password%3Dsecret-word", ADDRESS_FOR_A_NAME),
        ("?dbname=postgres%3A%2F%2Fu%3Asecret-word%40h%2Fx", ADDRESS_FOR_A_NAME),
        ("?target_session_attrs=standby", ONLY_READING),
        ("?target_session_attrs=read-only", ONLY_READING),
        ("?options=-cdefault_transaction_read_only%3Don", ONLY_READING),
        ("?options=-c%20Default_Transaction_Read_Only%3Dtrue", ONLY_READING),
        ("?options=--default-transaction-read-only%3D1", ONLY_READING),
    ],
)
def test_what_sessions_could_not_work_with_is_told(rest: str, told: str) -> None:
    assert flaw_of(f"{URL}{rest}") is None
    assert misuse_of(complete_address(f"{URL}{rest}")) == told
