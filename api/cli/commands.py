"""The index of commands, and a group that imports the one that is asked for.

Most commands need much that the others do not, and `purvey up` should be quick. The list of them
says what the help of each begins with, and takes that from the source of its module.
"""

import ast
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from adapters.collector import collector_at_rest

# Where each command is.
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


class Commands(TyperGroup):
    """Knows each command by its name until it is listed or called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - click's context
        """The names, for what tells a summary beside each."""
        for name, command in self.commands.items():
            command.help = summary(COMMANDS[name])
        return super().list_commands(ctx)

    def resolve_command(
        self,
        ctx: Any,  # noqa: ANN401 - click's context
        args: list[str],
    ) -> tuple[str | None, TyperCommand | TyperGroup | None, list[str]]:
        """The command that is called, imported."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else imported(name), rest


def imported(name: str) -> TyperCommand | TyperGroup:
    """The command of this name."""
    module, _, member = COMMANDS[name].partition(":")
    with collector_at_rest():  # Code stays, so there is nothing to find while it is imported.
        declared = getattr(import_module(module), member)
    app = typer.Typer()
    if isinstance(declared, typer.Typer):
        app.add_typer(declared, name=name)
    else:
        app.callback()(named)
        app.command(name)(declared)
    found = typer.main.get_group(app).commands[name]
    assert isinstance(found, TyperCommand | TyperGroup)
    return found


def named() -> None:
    """Stands where a command is known by its name alone."""


def summary(place: str) -> str:
    """What the help of the command in this place says, read from the source of its module."""
    module, _, member = place.partition(":")
    found = find_spec(module)
    assert found is not None, module
    assert isinstance(found.loader, InspectLoader), module
    for statement in ast.parse(found.loader.get_source(module) or "").body:
        match statement:
            case ast.FunctionDef(name=name) if name == member:
                return ast.get_docstring(statement) or ""
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(keywords=given)) if (
                name == member
            ):
                told = {each.arg: each.value for each in given}["help"]
                return str(ast.literal_eval(told))
    raise LookupError(place)
