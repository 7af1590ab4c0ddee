"""Every attack as every role ends in a refusal, in no row, or in the note that says why it may."""

from pathlib import Path
from typing import Final

import pytest

from adapters.embedded.servers import ServerAddresses
from tests.adapters.postgres.attacks.scene import set_the_scene
from tests.adapters.postgres.attacks.table import Ended, carried_out_by_all, table_text
from tests.conftest import copied_database

GOLDEN: Final = Path(__file__).parents[3] / "golden" / "attacks.txt"


@pytest.fixture(scope="module")
def ended(servers: ServerAddresses, migrated_template: str) -> list[Ended]:
    """Every attack, tried once by everybody."""
    with copied_database(servers, migrated_template) as database:
        set_the_scene(database)
        return carried_out_by_all(database)


def test_nobody_gets_through_but_by_duty_or_by_name(ended: list[Ended]) -> None:
    through = {
        each.attack.name: {who for who, outcome in each.outcomes.items() if outcome == "done"}
        for each in ended
    }
    allowed = {each.attack.name: each.attack.may.keys() & each.outcomes.keys() for each in ended}
    assert through == allowed


def test_the_table_of_attacks_is_the_one_that_was_reviewed(ended: list[Ended]) -> None:
    assert table_text(ended) == GOLDEN.read_text(), "python -m tests.golden.write_attacks"


def test_attacks_have_names_of_their_own(ended: list[Ended]) -> None:
    names = [each.attack.name for each in ended]
    assert len(names) == len(set(names))
