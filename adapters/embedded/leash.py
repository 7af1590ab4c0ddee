"""Runs as a program of its own: ties the server to its parent, then becomes the server.

`python leash.py PARENT_PID DEATH_SIGNAL LOCK_FD USER PROGRAM ARGUMENT...` (see `child.py`). Between
fork and exec a threaded parent may run almost nothing, so this happens after the exec instead.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
EXIT_NOT_PERMITTED = 77  # The conventional EX_NOPERM: this machine refuses the change of user.
EXIT_ORPHANED = 69  # EX_UNAVAILABLE: the parent died before the leash was on.


def main(arguments: list[str]) -> None:
    """Put the leash on and execute the server; never returns."""
    parent_pid, death_signal, lock_fd = (int(number) for number in arguments[:3])
    user, program = arguments[3], arguments[4:]
    libc = ctypes.CDLL(None, use_errno=True)
    os.ftruncate(lock_fd, 0)
    os.pwrite(lock_fd, str(os.getpid()).encode(), 0)
    _become(user, libc)
    # The kernel forgets this setting when the user changes, so it comes last.
    libc.prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent_pid:
        sys.exit(EXIT_ORPHANED)
    try:
        os.execv(program[0], program)
    except OSError as error:
        sys.exit(f"cannot run {program[0]}: {error}")


def _become(user: str, libc: ctypes.CDLL) -> None:
    """Change the user: `same`, `namespace:UID:GID` (a name for oneself), `switch:UID:GID`."""
    how, *ids = user.split(":")
    if how == "same":
        return
    uid, gid = (int(number) for number in ids)
    outer_uid, outer_gid = os.getuid(), os.getgid()
    try:
        if how == "switch":
            os.setgroups([])
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            return
        if libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {outer_uid} 1")
        _write("/proc/self/gid_map", f"{gid} {outer_gid} 1")
        os.chdir(os.getcwd())  # Fails where a folder above is closed to this user.
    except OSError as error:
        sys.stderr.write(f"cannot change to user {user}: {error}\n")
        sys.exit(EXIT_NOT_PERMITTED)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
