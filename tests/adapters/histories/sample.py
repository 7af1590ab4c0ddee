"""A sample of the real histories that is small enough for every test run and holds each activity.

Rare activities first: for each of them the shortest cases that have it. The rest is taken at even
steps from all cases of moderate length, so that common shapes occur as often as they do in life.
"""

import gzip
from collections import Counter
from typing import Any, Final

import orjson

from adapters.histories.files import TRACES

CASES: Final = 200
CASES_PER_ACTIVITY: Final = 3
EVENTS_MAX: Final = 60


def sample(size: int = CASES) -> list[dict[str, Any]]:
    """So many histories, in the order of the file."""
    with gzip.open(TRACES) as file:
        traces = [orjson.loads(line) for line in file]
    held = [{activity for _, activity in each["events"]} for each in traces]
    common = Counter(activity for activities in held for activity in activities)
    by_length = sorted(range(len(traces)), key=lambda n: (len(traces[n]["events"]), n))
    chosen: set[int] = set()
    for activity, _ in sorted(common.items(), key=lambda each: (each[1], each[0])):
        having = [n for n in by_length if activity in held[n]]
        chosen.update(having[:CASES_PER_ACTIVITY])
    moderate = [
        n for n, each in enumerate(traces) if len(each["events"]) <= EVENTS_MAX and n not in chosen
    ]
    missing = size - len(chosen)
    chosen.update(moderate[k * len(moderate) // missing] for k in range(missing))
    return [traces[n] for n in sorted(chosen)]
