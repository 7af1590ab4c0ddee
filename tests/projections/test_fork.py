"""The tree of positions: every version is found at one of the nodes that are asked for."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.read_fork import fork, forks_at

POSITIONS = st.integers(1, 10**9)


@given(POSITIONS, POSITIONS, POSITIONS)
def test_a_version_is_found_by_its_fork_wherever_it_was_valid(a: int, b: int, c: int) -> None:
    valid_from, position, last = sorted((a, b, c))
    assert fork(valid_from, last + 1) in forks_at(position, head=last)


@given(POSITIONS, POSITIONS)
def test_the_fork_lies_within_the_version(a: int, b: int) -> None:
    valid_from, last = sorted((a, b))
    assert valid_from <= fork(valid_from, last + 1) <= last


@given(POSITIONS, st.integers(0, 10**9))
def test_few_nodes_are_asked_for(position: int, more: int) -> None:
    head = position + more
    assert len(forks_at(position, head)) <= head.bit_length()
