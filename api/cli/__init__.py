"""The program `purvey`: one module per command, joined here.

Exit codes: 0 done, 1 refused or differences found, 2 wrong usage, 3 a server is not available,
130 stopped by Ctrl-C or SIGTERM before the work was done.
Reports go to standard output (one JSON object with `--json`), everything else to standard error.
"""

import os
import sys
from importlib import import_module
from typing import Final

import typer

from adapters.collector import collector_at_rest

# Where each command is. Only the one that is asked for is imported: most need much that the others
# do not, and `purvey up` should be quick.
COMMANDS: Final = {
    "up": "api.cli.up:up",
    "demo": "api.cli.demo:demo",
    "import": "api.cli.import_histories:import_",
    "send": "api.cli.send:send",
    "status": "api.cli.status:status",
    "history": "api.cli.history:history",
    "explain": "api.cli.explain:explain",
    "as-of": "api.cli.as_of:as_of",
    "diff": "api.cli.diff:diff",
    "what-if": "api.cli.what_if:what_if",
    "rebuild": "api.cli.rebuild:rebuild",
    "parked": "api.cli.parked:parked",
    "verify": "api.cli.verify:verify",
    "backup": "api.cli.backup:backup",
    "restore": "api.cli.restore:restore",
    "archive": "api.cli.archive:archive",
    "analyse": "api.cli.analyse:analyse",
    "log": "api.cli.log:log",
    "bench": "api.cli.bench:bench",
    "run": "api.cli.run:run",
}
HIDDEN: Final = ("run",)
STANDARD_STREAMS: Final = ("stdin", "stdout", "stderr")


def main() -> None:
    """Runs the command line; expected failures become a sentence and an exit code."""
    _open_closed_streams()
    asked = [name for name in sys.argv[1:2] if name in COMMANDS]
    try:
        with collector_at_rest():  # Code stays, so there is nothing to find while it is imported.
            command_line = program(*asked)
        command_line()
    except Exception as failure:
        from api.cli.failures import exit_code_of, explain

        code = exit_code_of(failure)
        if code is None:
            raise
        explain(failure)
        sys.exit(code)


def program(*names: str) -> typer.Typer:
    """The command line with these commands, by default with all."""
    app = typer.Typer(
        name="purvey",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(purvey)
    for name in names or COMMANDS:
        module, _, function = COMMANDS[name].partition(":")
        command = getattr(import_module(module), function)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, hidden=name in HIDDEN)(command)
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
