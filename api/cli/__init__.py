"""The program `purvey`: one module per command, joined here.

Exit codes: 0 done, 1 refused or differences found, 2 wrong usage, 3 a server is not available,
130 stopped by Ctrl-C, SIGTERM or the end of its terminal before the work was done.
Reports go to standard output (one JSON object with `--json`), everything else to standard error.
"""

import os
import sys
from typing import TYPE_CHECKING, Final

from api.cli.stopping import signals_heard

if TYPE_CHECKING:
    import typer

STANDARD_STREAMS: Final = ("stdin", "stdout", "stderr")


def main() -> None:
    """The program as a process of its own."""
    with signals_heard():
        run()


def run() -> None:
    """Runs the command line; expected failures become a sentence and an exit code."""
    _open_closed_streams()
    try:
        program()()
    except Exception as failure:
        from api.cli.failures import exit_code_of, explain

        code = exit_code_of(failure)
        if code is None:
            raise
        explain(failure)
        sys.exit(code)


def program() -> "typer.Typer":
    """The command line."""
    # Here, because this takes a third of the time in which nobody would hear a signal.
    import typer

    from api.cli.commands import COMMANDS, HIDDEN, Commands, named

    app = typer.Typer(
        name="purvey",
        cls=Commands,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(purvey)
    for name in COMMANDS:
        app.command(name, hidden=name in HIDDEN)(named)
    return app


def purvey() -> None:
    """Event-sourced procure-to-pay for healthcare networks."""


def _open_closed_streams() -> None:
    """A caller may close them; then the first file opened here would be taken for one of them."""
    for descriptor, name in enumerate(STANDARD_STREAMS):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # Takes the lowest number that is free.
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w"))
