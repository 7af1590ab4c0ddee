"""Where the files that come with Purvey stand; `sources/LICENCES.md` says whose they are."""

from pathlib import Path
from typing import Final

_SOURCES: Final = Path(__file__).parent / "sources"

TRACES: Final = _SOURCES / "traces.jsonl.gz"  # 2,994 real histories
DEVICES: Final = _SOURCES / "devices.jsonl.gz"  # 1,500 real devices
