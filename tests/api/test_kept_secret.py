"""A secret of the home: whoever needs it first makes it, and all have the same one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Final

from api.wiring.addresses import kept_secret

AT_ONCE: Final = 16


def test_all_who_need_it_at_once_have_the_same_one(tmp_path: Path) -> None:
    for number in range(10):
        file, start = tmp_path / str(number), Barrier(AT_ONCE)

        def secret(of: Path = file, together: Barrier = start) -> str:
            together.wait()
            return kept_secret(of)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            asked = [pool.submit(secret) for _ in range(AT_ONCE)]
        assert {each.result() for each in asked} == {file.read_text()}
        assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(map(str, range(10)))
