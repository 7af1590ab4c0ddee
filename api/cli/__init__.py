"""The program `purvey`: one module per command, joined here.

Exit codes: 0 done, 1 refused or differences found, 2 wrong usage, 3 a server is not available.
Reports go to standard output (one JSON object with `--json`), everything else to standard error.
"""

import sys
from typing import Final

import typer

from api.cli import (
    as_of,
    bench,
    demo,
    history,
    import_histories,
    rebuild,
    run,
    status,
    up,
    verify,
)
from api.cli.failures import exit_code_of
from api.cli.report import explain

app: Final = typer.Typer(
    name="purvey",
    help="Event-sourced procure-to-pay for healthcare networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("import")(import_histories.import_)
app.command("status")(status.status)
app.command("history")(history.history)
app.command("as-of")(as_of.as_of)
app.command("rebuild")(rebuild.rebuild)
app.command("verify")(verify.verify)
app.command("bench")(bench.bench)
app.command("run", hidden=True)(run.run)


def main() -> None:
    """Runs the command line; expected failures become a sentence and an exit code."""
    try:
        app()
    except Exception as failure:
        code = exit_code_of(failure)
        if code is None:
            raise
        explain(failure)
        sys.exit(code)
