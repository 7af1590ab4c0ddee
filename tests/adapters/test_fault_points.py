"""Points at which a test lets a process die: all of them are known, and cost nothing unasked."""

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from adapters.fault_points import POINTS, planned
from adapters.system import FAULT_PLAN
from tests.tidy.sources import RINGS, python_sources

REACHING = ("reach", "reach_while_waiting")
PROGRAM = """
import asyncio, sys
from adapters.fault_points import reach, reach_while_waiting

async def main():
    for number in range(1, 6):
        reach_while_waiting("append.sent")
        print("sent", number, flush=True)
        await asyncio.sleep(0)
        print("answered", number, flush=True)
        reach("append.answered")

asyncio.run(main())
"""


def reached_in_the_code() -> Iterator[str]:
    """Every point that the program names, as often as it names it."""
    for source in python_sources(*RINGS):
        for each in source.nodes:
            match each:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(point))]):
                    if name in REACHING:
                        yield point
                case _:
                    pass


def run(plan: str) -> tuple[int, list[str], str]:
    """What the little program came to under this plan, what it had written by then, and why."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": ":".join(sys.path), FAULT_PLAN: plan},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_the_program_reaches_each_point_of_the_table_at_one_place_and_no_other() -> None:
    assert Counter(reached_in_the_code()) == Counter(POINTS.keys())


def test_without_a_plan_nothing_happens() -> None:
    code, lines, said = run("")
    assert (code, lines[-1], said) == (0, "answered 5", "")


def test_a_process_dies_the_nth_time_that_it_reaches_the_point() -> None:
    code, lines, said = run("append.answered@3=kill")
    assert (code, lines[-1]) == (-SIGKILL, "answered 3")
    assert said == f"{FAULT_PLAN} sends SIGKILL at append.answered.\n"


def test_a_point_within_a_wait_is_reached_once_the_caller_waits() -> None:
    code, lines, _ = run("append.sent@2=kill,append.answered@4=kill")
    assert (code, lines[-1]) == (-SIGKILL, "sent 2")


def test_a_process_that_stops_itself_goes_on_where_it_stood() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": ":".join(sys.path), FAULT_PLAN: "append.answered@2=stop"},
        stdout=subprocess.PIPE,
        text=True,
    )
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    process.send_signal(SIGCONT)
    out, _ = process.communicate()
    assert (process.returncode, out.splitlines()[-1]) == (0, "answered 5")


def test_a_plan_names_points_times_and_signals() -> None:
    plan = planned("relay.page_read@3=kill,append.sent@40=stop")
    assert {point: (each.left, each.signal) for point, each in plan.items()} == {
        "relay.page_read": (3, SIGKILL),
        "append.sent": (40, SIGSTOP),
    }
    assert planned("") == {}


@pytest.mark.parametrize(
    "text", ["relay.page_read", "relay.page_read@0=kill", "relay.lunch@1=kill", "append.sent@1=nap"]
)
def test_what_is_no_plan_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"POINT@TIME=SIGNAL.*relay\.page_read"):
        planned(text)
