"""What `purvey verify` says in its last line: no proof of what nobody compared."""

import pytest

from api.cli.verify import headline


@pytest.mark.parametrize(
    ("skipped", "said"),
    [
        (0, "differences"),
        (1, "differences where anything was compared; 1 part was not"),
        (2, "differences where anything was compared; 2 parts were not"),
    ],
)
def test_the_last_line_tells_of_read_models_that_were_not_compared(skipped: int, said: str) -> None:
    assert headline(skipped) == said
