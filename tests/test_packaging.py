"""What set-up installs is what the project asks for: the lock, the packages, the commands of make.

`.ci/lock` writes the locks, `.ci/setup` and `.ci/analytics` install them.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tidy.rules import imports
from tests.tidy.sources import RINGS, ROOT, python_sources

PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNNING: Final[list[str]] = PROJECT["project"]["dependencies"]
DEVELOPMENT: Final[list[str]] = PROJECT["dependency-groups"]["dev"]
BUILDING: Final[list[str]] = PROJECT["build-system"]["requires"]
ANALYTICS: Final[list[str]] = PROJECT["project"]["optional-dependencies"]["analytics"]
ALL: Final = [Requirement(each) for each in (*RUNNING, *DEVELOPMENT, *BUILDING)]

LOCK: Final = (ROOT / "requirements.lock").read_text()
ANALYTICS_LOCK: Final = (ROOT / "requirements-analytics.lock").read_text()
PINNED: Final = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
)


def pinned(text: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PINNED.finditer(text)}


@pytest.mark.parametrize("lock", [LOCK, ANALYTICS_LOCK], ids=["base", "analytics"])
def test_a_lock_holds_nothing_but_exact_versions_with_hashes(lock: str) -> None:
    rest = PINNED.sub("", lock)
    assert [line for line in rest.splitlines() if not line.startswith("# ")] == []


@pytest.mark.parametrize("wanted", ALL, ids=str)
def test_the_lock_fulfils_what_the_project_asks_for(wanted: Requirement) -> None:
    versions = pinned(LOCK)
    name = canonicalize_name(wanted.name)
    assert name in versions, "run make lock"
    assert wanted.specifier.contains(versions[name]), "run make lock"


@pytest.mark.parametrize("wanted", [*map(Requirement, ANALYTICS)], ids=str)
def test_the_extra_is_locked_apart_and_nothing_of_it_is_installed_without_asking(
    wanted: Requirement,
) -> None:
    assert wanted.specifier.contains(pinned(ANALYTICS_LOCK)[wanted.name]), "run make lock"
    assert not {*pinned(LOCK)} & {*pinned(ANALYTICS_LOCK)}


def test_every_package_that_the_code_imports_is_asked_for() -> None:
    asked = {f"{each.name}-{extra}" for each in map(Requirement, RUNNING) for extra in each.extras}
    asked |= {canonicalize_name(Requirement(each).name) for each in (*RUNNING, *ANALYTICS)}
    owners = metadata.packages_distributions()
    imported = {
        name.partition(".")[0]
        for source in python_sources(*RINGS)
        for _, name in imports(source)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, *RINGS}
    }
    missing = {
        name for name in imported if not {*map(canonicalize_name, owners.get(name, [name]))} & asked
    }
    assert not missing


# Packages that the code names by what another one makes of them.
USED_AS = {"python-multipart": ["Form("]}  # FastAPI reads form fields with it.


@pytest.mark.parametrize("package", [Requirement(each).name for each in (*RUNNING, *ANALYTICS)])
def test_every_package_that_is_asked_for_is_used(package: str) -> None:
    owners = metadata.packages_distributions()
    modules = [name for name, packages in owners.items() if package in packages]
    # As a beginning in any case: FastAPI's Jinja2Templates is how jinja2 is used.
    names = "|".join(map(re.escape, (package, *modules, *USED_AS.get(package, ()))))
    words = re.compile(rf"\b({names})", re.IGNORECASE)
    assert any(words.search(source.text) for source in python_sources(*RINGS))


def test_what_only_development_needs_stays_out_of_the_image() -> None:
    running, development = map(pinned, LOCK.split("# Development only.\n"))
    assert {canonicalize_name(Requirement(each).name) for each in RUNNING} <= set(running)
    assert {canonicalize_name(Requirement(each).name) for each in DEVELOPMENT} <= set(development)
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "sed '/^# Development only/,$d' requirements.lock" in dockerfile
    assert "--require-hashes" in dockerfile


def test_what_is_installed_is_what_the_lock_says() -> None:
    installed = {name: metadata.version(name) for name in pinned(LOCK)}
    assert installed == pinned(LOCK), "run make setup"


def test_what_is_installed_of_the_extra_is_what_its_lock_says() -> None:
    installed = {name: metadata.version(name) for name in pinned(ANALYTICS_LOCK)}
    assert installed == pinned(ANALYTICS_LOCK), "run make analytics"


def test_every_ring_is_packaged_and_put_into_the_image() -> None:
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(RINGS)
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert set(re.findall(r"^COPY (\w+) \1$", dockerfile, re.MULTILINE)) == set(RINGS)


def test_the_project_cannot_be_published_by_mistake() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]


def test_make_alone_lists_every_target() -> None:
    targets = re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"^  make ([a-z0-9]+)", listed, re.MULTILINE) == targets


def test_what_tests_leave_goes_when_they_succeed_and_stays_to_be_looked_at_when_they_fail(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}

    def scratch(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / ".ci/scratch", *command],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )

    assert scratch().stdout.strip() == str(tmp_path), "whoever names a folder means it"
    said = scratch("sh", "-c", 'touch "$TMPDIR/left"; echo "$TMPDIR"')
    assert (said.returncode, said.stderr) == (0, "")
    assert not Path(said.stdout.strip()).exists()
    failed = scratch("sh", "-c", 'touch "$TMPDIR/left"; echo "$TMPDIR"; exit 7')
    folder = Path(failed.stdout.strip())
    assert failed.returncode == 7
    assert str(folder) in failed.stderr
    assert (folder / "left").exists()
    assert folder.parent == tmp_path


def test_set_up_leaves_the_venv_of_another_folder_alone(tmp_path: Path) -> None:
    other, here = tmp_path / "other", tmp_path / "here"
    (other / ".venv").mkdir(parents=True)
    (other / ".venv/.made-from").write_text(f"{other}\nof a Python\n")
    (here / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/setup", here / ".ci/setup")
    for name in ("requirements.lock", "pyproject.toml"):
        (here / name).touch()
    (here / ".venv").symlink_to(other / ".venv")
    said = subprocess.run([here / ".ci/setup"], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert f"is a link to that of {other}" in said.stderr
    assert (other / ".venv/.made-from").exists(), "a venv that is made is cleared first"
