"""Every point of the program at which a process can die is one at which the lane lets it die."""

from random import Random

from adapters.fault_points import POINTS, planned
from tests.faults.points import (
    PARTS,
    REFILL,
    RESTORE,
    STORM,
    part_faults,
    refill_faults,
    storm_faults,
)


def test_the_lane_exercises_every_point_of_the_program() -> None:
    exercised = {
        *STORM,
        *REFILL,
        *RESTORE,
        *(point for points in PARTS.values() for point in points),
    }
    assert exercised == set(POINTS)


def test_a_seed_chooses_plans_that_the_program_takes_and_chooses_them_again() -> None:
    def chosen(seed: int) -> list[str]:
        chance = Random(seed)
        parts = [each for faults in part_faults(chance, 3).values() for each in faults]
        storm = [*storm_faults(chance, "append.", 4), *storm_faults(chance, "relay.", 3)]
        return [*parts, *storm, *refill_faults(chance)]

    planned_points = {point for each in chosen(17) for point in planned(each)}
    assert planned_points == set(POINTS) - set(RESTORE)
    assert chosen(17) == chosen(17)
    assert chosen(17) != chosen(18)
