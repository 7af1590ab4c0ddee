"""The table of activities is whole, and so is the index of mappings."""

from adapters.histories.activities import TABLE, Activity, as_markdown
from adapters.histories.files import TRACES
from adapters.histories.plan import MAPPINGS
from adapters.histories.reader import read_histories
from tests.adapters.histories.sample import CASES, sample
from tests.adapters.histories.traces import NOW

ACTIVITIES = 42


def test_the_table_holds_every_activity_of_the_log() -> None:
    assert len(Activity) == ACTIVITIES
    assert TABLE.keys() == set(Activity) == MAPPINGS.keys()


def test_the_printed_table_has_a_line_for_each_activity() -> None:
    lines = as_markdown().splitlines()
    assert len(lines) == ACTIVITIES + 2
    assert all(any(line.startswith(f"| {each} |") for line in lines) for each in Activity)


def test_the_real_file_is_taken_whole() -> None:
    histories = read_histories(TRACES, NOW)
    assert (len(histories.cases), histories.event_count) == (2_994, 85_613)


def test_the_sample_holds_every_activity_that_the_file_holds() -> None:
    held = {activity for each in sample() for _, activity in each["events"]}
    assert len(sample()) == CASES
    assert {str(each) for each in Activity} - held == {Activity.CHANGE_REJECTION}


def test_the_documentation_shows_the_table_that_the_import_reads() -> None:
    page = TRACES.parent.parent.joinpath("ACTIVITIES.md").read_text()
    assert page.endswith(as_markdown().strip() + "\n")
