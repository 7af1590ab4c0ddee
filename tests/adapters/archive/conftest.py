"""Tests of the archive need the extra `analytics`, which `make test` installs.

Where it is missing, `tests/test_packaging.py` says so, and what is told without it is tested in
`tests/cli/test_archive.py`.
"""

from importlib.util import find_spec

from adapters.archive.needs import PACKAGES

collect_ignore_glob = [] if all(map(find_spec, PACKAGES)) else ["test_*.py", "archives.py"]
