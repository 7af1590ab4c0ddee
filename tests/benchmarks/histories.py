"""Real histories to measure with: an even choice of those that come with Purvey, as a file.

Every n-th history in the order of the file, so that all kinds of purchase are in it in their
proportion; the few histories with the rarest activities are in it only if they fall on the grid.
"""

import gzip
from pathlib import Path

from adapters.histories.files import TRACES


def choose_histories(cases: int, folder: Path) -> Path:
    """A file with that many histories in the folder; 0 is the whole file as it comes."""
    if cases == 0:
        return TRACES
    with gzip.open(TRACES) as source:
        lines = source.readlines()
    chosen = [lines[number * len(lines) // cases] for number in range(cases)]
    path = folder / "histories.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.writelines(chosen)
    return path
