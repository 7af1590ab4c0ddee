"""Who PostgreSQL runs as. It refuses root, and no other user can enter root's folders.

An ordinary user runs it as itself. Root gives it another name inside a user namespace, so files
stay root's own and nothing outside is changed.
"""

import os
import pwd
from typing import Final

UNPRIVILEGED: Final = "nobody"  # `initdb` wants its user to have a name, and every Linux has this.


def choose_user() -> str:
    """Return the user that `leash.py` shall become."""
    if os.geteuid() != 0:
        return "same"
    entry = pwd.getpwnam(UNPRIVILEGED)
    return f"namespace:{entry.pw_uid}:{entry.pw_gid}"
