"""The code stays readable: every rule of `tests/tidy` holds, and every rule can fail.

The indexes (events, permissions, statuses) are checked in `tests/test_indexes.py`.
"""

import gc
from collections.abc import Iterator

import pytest

from tests.tidy import rules, tree
from tests.tidy.sources import RINGS, Source, python_sources, shipped_texts


@pytest.fixture(scope="module", autouse=True)
def _without_collector() -> Iterator[None]:
    """Syntax trees hold no cycles that go, and looking for some takes two thirds of the time."""
    gc.disable()
    yield
    gc.enable()


LONG_FUNCTION = "def f() -> None:\n" + "    g()\n" * rules.FUNCTION_LINES_MAX
MODULE = '"""What lives here."""\n'

# What each rule must find, and where it has to look: at least one text per rule.
PLANTED: list[tuple[rules.Rule, str, str]] = [
    (rules.short_module, "domain/money.py", "\n" * (rules.MODULE_LINES_MAX + 1)),
    (rules.short_functions, "domain/money.py", LONG_FUNCTION),
    (rules.short_functions, "domain/money.py", f"async {LONG_FUNCTION}"),
    (rules.short_lines, "tests/test_money.py", "#" * (rules.LINE_CHARACTERS_MAX + 1)),
    (rules.introduced, "domain/money.py", "AMOUNT = 1\n"),
    (rules.well_named, "domain/money_utils.py", MODULE),
    (rules.well_named, "domain/common/__init__.py", MODULE),
    (rules.told_as_a_sentence, "tests/test_money.py", "def test_money() -> None:\n    f()\n"),
    (rules.nothing_left_over, "domain/money.py", "# TO" + "DO round\n"),
    (rules.deterministic, "domain/money.py", "from datetime import datetime\ndatetime.now()\n"),
    (rules.deterministic, "domain/money.py", "import datetime as d\nd.datetime.utcnow()\n"),
    (rules.deterministic, "domain/money.py", "from datetime import date\nf = date.today\n"),
    (rules.deterministic, "adapters/clock.py", "from time import time as now\nnow()\n"),
    (rules.deterministic, "projections/runner.py", "import time\ntime.monotonic()\n"),
    (rules.deterministic, "api/app.py", "import os\nos.environ['A']\n"),
    (rules.deterministic, "api/app.py", "from os import getenv\n"),
    (rules.deterministic, "api/app.py", "import uuid\nuuid.uuid4()\n"),
    (rules.deterministic, "api/app.py", "from random import choice\n"),
    (rules.quiet, "api/app.py", "print(1)\n"),
    (rules.pure_domain, "domain/money.py", "import orjson\n"),
    (rules.pure_domain, "domain/money.py", "from application.ports import EventLog\n"),
    (rules.pure_domain, "domain/money.py", "async def f() -> None:\n    g()\n"),
    (rules.real_servers, "tests/test_log.py", "from unittest import mock\n"),
    (rules.questions_asked, "tests/test_money.py", "given(ORDER).when(decide, 1)\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept Exception:\n    g()\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept (OSError, Exception):\n    g()\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept:\n    g()\n"),
    (rules.silences_explained, "api/app.py", "import a  # noq" + "a\n"),
    (rules.silences_explained, "api/app.py", "import a  # noq" + "a: F401\n"),
    (rules.silences_explained, "api/app.py", "import a  # type: ign" + "ore[attr-defined]\n"),
    (rules.silences_explained, "api/app.py", "import a  # type: ign" + "ore  # No stubs.\n"),
    (rules.finished, "api/app.py", "def f() -> None:\n    '''Soon.'''\n    pass\n"),
    (rules.finished, "api/app.py", "def f() -> None:\n    raise NotImplementedError\n"),
]

# What looks similar and is right.
ALLOWED: list[tuple[rules.Rule, str, str]] = [
    (rules.well_named, "domain/commonwealth.py", MODULE),
    (rules.nothing_left_over, "domain/money.py", "word = 'TODO'\n"),
    (rules.deterministic, "adapters/system.py", "from datetime import datetime\ndatetime.now()\n"),
    (rules.deterministic, "adapters/relay.py", "import time\ntime.monotonic()\n"),
    (rules.deterministic, "api/app.py", "def f(clock: Clock) -> datetime:\n    clock.now()\n"),
    (rules.deterministic, "api/app.py", "def f(randomness: Source) -> None:\n    randomness()\n"),
    (rules.pure_domain, "domain/money.py", "from decimal import Decimal\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept Exception:\n    g()\n    raise\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept Exception:\n    # why: x\n    g()\n"),
    (rules.errors_seen, "api/app.py", "try:\n    f()\nexcept OSError:\n    g()\n"),
    (rules.silences_explained, "api/app.py", "import a  # noq" + "a: F401  # Registers types.\n"),
    (rules.finished, "api/app.py", "class P(Protocol):\n    def f(self) -> None: ...\n"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: rules.Rule) -> None:
    sources = python_sources(*rules.RULES[rule])
    found = [f"{each.path}:{line}: {why}" for each in sources for line, why in rule(each)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_rule_finds_what_is_planted(rule: rules.Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_a_rule_lets_pass_what_is_right(rule: rules.Rule, path: str, text: str) -> None:
    assert not list(rule(Source(path, text)))


def test_every_rule_is_proven_able_to_fail() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(rules.RULES)


def test_the_rules_see_every_ring_and_the_tests() -> None:
    seen = {each.folder for each in python_sources(*RINGS, "tests")}
    assert seen == {*RINGS, "tests"}


def test_every_module_is_used() -> None:
    found = list(tree.unused_modules(python_sources(*RINGS)))
    assert not found, "\n" + "\n".join(found)


def test_a_module_that_nothing_uses_is_found() -> None:
    used = Source("domain/money.py", "")
    user = Source("api/__main__.py", "from domain import money\nstart('api.worker', 'leash.py')\n")
    started = [Source("api/worker.py", ""), Source("api/leash.py", "")]
    dead = Source("domain/stock.py", "import domain.stock\n")
    found = list(tree.unused_modules([used, user, dead, *started]))
    assert found == ["domain.stock: nothing uses it"]


def test_nothing_ties_the_project_to_one_machine() -> None:
    found = [why for path, text in shipped_texts() for why in tree.private_words(path, text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "https://pypi" + ".org/simple",
        "--index" + "-url https://example.com",
        "cd /wo" + "rk/main",
        "open('../sh" + "ared/data')",
        "/ho" + "me/somebody/purvey",
    ],
)
def test_a_word_of_one_machine_is_found(text: str) -> None:
    assert list(tree.private_words("README.md", text))
