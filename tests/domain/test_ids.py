"""Derived ids are UUIDs of version 5, as every other system would compute them."""

import re
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import UUID_PATTERN, derived_id

NAMESPACE = UUID("6f1c1f3e-52c6-5b0e-9f0e-6b1f7a3d2c11")


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4))
def test_a_derived_id_is_the_uuid_of_its_parts_under_one_namespace(parts: list[str]) -> None:
    derived = derived_id(*parts)
    assert derived == str(uuid5(NAMESPACE, "\x1f".join(parts)))
    assert re.match(UUID_PATTERN, derived)
