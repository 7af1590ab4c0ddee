"""What PostgreSQL's client would not take is found before a server is asked, and told by name."""

import pytest

from adapters.postgres.database_address import DO_NOT_FIT, NOT_TAKEN_APART, flaw_of

URL = "postgresql://postgres:secret-word@127.0.0.1:1/x"


@pytest.mark.parametrize(
    "url",
    [
        URL,
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
