"""Writes the table of attacks anew: `python -m tests.golden.write_attacks`, then read the diff."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from tests.adapters.postgres.attacks.scene import set_the_scene
from tests.adapters.postgres.attacks.table import carried_out_by_all, table_text
from tests.conftest import SECRET, Database

PLACE: Final = Path(__file__).parent / "attacks.txt"


def main() -> None:
    """Attacks a database of its own."""
    with (
        TemporaryDirectory(prefix="purvey-attacks-") as home,
        EmbeddedServers(Path(home), durable=False) as addresses,
    ):
        database = Database(url=addresses.database_url)
        migrate(database.url)
        create_users(database.url, SECRET)
        set_the_scene(database)
        PLACE.write_text(table_text(carried_out_by_all(database)))


if __name__ == "__main__":
    main()
