"""`purvey bench NAME`: how fast it is here, measured against a baseline of the same run."""

import importlib
from typing import Annotated, Any

import typer

from adapters.collector import collect_seldom
from api.cli.failures import NOT_AVAILABLE
from api.cli.report import JsonFlag, console, messages, print_json, print_table


def bench(
    name: Annotated[str, typer.Argument(help="Its name; a wrong one lists them all.")],
    long: Annotated[bool, typer.Option("--long", help="Full size; takes minutes.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Measure one part of Purvey on servers of its own, which it removes again."""
    runner, size = _module("runner"), _module("size")
    if name not in runner.BENCHMARKS:
        known = ", ".join(runner.BENCHMARKS)
        raise typer.BadParameter(f"there is no benchmark {name!r}; there are {known}.")
    collect_seldom()  # As the processes do whose work is measured here.
    report = runner.BENCHMARKS[name](size.LONG if long else size.DEFAULT).plain()
    if as_json:
        print_json(report)
    else:
        _show(report)


def _module(name: str) -> Any:  # noqa: ANN401 - a module, which types cannot describe
    """A module of the benchmarks, which come with the tests and not with the installed program."""
    try:
        return importlib.import_module(f"tests.benchmarks.{name}")
    except ModuleNotFoundError as missing:
        if missing.name not in ("tests", "tests.benchmarks"):
            raise
        messages.print("Benchmarks come with the source tree, not with the installed program.")
        messages.print("Run `purvey bench` in a checkout of the project.")
        raise typer.Exit(NOT_AVAILABLE) from missing


def _show(report: dict[str, Any]) -> None:
    for title in ("figures", "baseline", "ratios", "machine"):
        print_table(title, ("what", "value"), list(_flat(report[title])))
    print_table(
        "goals",
        ("what", "value", "goal", "met"),
        [
            (name, each["value"], each["goal"], "yes" if each["met"] else "no")
            for name, each in report["goals"].items()
        ],
    )
    console.print(f"{report['benchmark']}: measured on this machine, just now", highlight=False)


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{before}{name} / ")
        else:
            rows.append((f"{before}{name}", str(value)))
    return rows
