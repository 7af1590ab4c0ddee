"""What a rebuild came to, for people and for programs: figures, digests, and what differs."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from api.cli.report import console, print_table
from api.cli.verify import show_difference
from replay.certificate import Certificate
from replay.naive.sample import Sampled
from replay.posted_entries import Correction, Corrections
from replay.rebuild import Rebuilt, RolledBack

SHOWN_MAX: Final = 20  # Differences of one read model on the screen; JSON has up to 100 a table.
_FORM: Final = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS


def told(rebuilt: Rebuilt, at: datetime) -> dict[str, Any]:
    """The report as one JSON object; `at` is the moment of the report."""
    certificates = [
        {
            **asdict(each),
            "verdict": each.verdict,
            "rows": each.rows,
            "differences": each.differences,
        }
        for each in rebuilt.certificates
    ]
    return {
        **asdict(rebuilt),
        "corrections": {
            "count": rebuilt.corrections.count,
            "posted": rebuilt.corrections.posted,
            "named": [_correction(each) for each in rebuilt.corrections.named],
        },
        "events_per_second": round(rebuilt.events_per_second),
        "unexpected": rebuilt.unexpected,
        "certificates": certificates,
        "reported_at": at.isoformat(),
    }


def _correction(each: Correction) -> dict[str, Any]:
    values = {name: getattr(each, name) for name in each.__dataclass_fields__}
    parts: dict[str, Any] = {"source": each.source.model_dump(mode="json")}
    if each.purchase_order is not None:
        parts["purchase_order"] = each.purchase_order.model_dump(mode="json")
    for name in ("stands", "lines"):
        lines = getattr(each, name)
        parts[name] = [line.model_dump(mode="json", exclude_none=True) for line in lines]
    return values | parts


def told_rolled_back(back: RolledBack, at: datetime) -> dict[str, Any]:
    """As `told`, of a way back."""
    return {**asdict(back), "reported_at": at.isoformat()}


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Writes the report to a file, which is replaced if there is one."""
    path.write_bytes(orjson.dumps(report, default=str, option=_FORM) + b"\n")


def show(rebuilt: Rebuilt) -> None:
    """Tells people."""
    print_table(
        "Compared with what serves, at the same position",
        ("read model", "version", "events", "rows", "digests", "differences", "verdict", "seconds"),
        [_line(each) for each in rebuilt.certificates],
    )
    for each in rebuilt.certificates:
        _show_certificate(each)
    _say(
        f"Rebuilt {', '.join(rebuilt.generations)} from {rebuilt.events:,} events in"
        f" {rebuilt.seconds:.1f} s, {rebuilt.events_per_second:,.0f} events/s;"
        f" {rebuilt.parked} documents parked"
    )
    if rebuilt.continued:
        _say(f"Went on with what a rebuild that died had loaded: {', '.join(rebuilt.continued)}")
    _show_corrections(rebuilt.corrections)
    _say(_outcome(rebuilt))


def show_rolled_back(back: RolledBack) -> None:
    """Tells people."""
    for name, number in back.generations.items():
        former = back.replaced.get(name)
        instead = "" if former is None else f" in place of generation {former}, which is kept"
        _say(f"Generation {number} of {name} serves again{instead}")


def _line(each: Certificate) -> tuple[object, ...]:
    versions = (
        str(each.version)
        if each.live_version in (None, each.version)
        else f"{each.live_version} -> {each.version}"
    )
    same = all(table.live == table.rebuilt for table in each.tables)
    digests = "" if each.not_compared else "equal" if same else "differ"
    return (
        each.read_model,
        versions,
        each.events,
        each.rows,
        digests,
        each.differences,
        each.verdict,
        round(each.seconds, 1),
    )


def _show_certificate(each: Certificate) -> None:
    name = each.read_model
    if each.not_compared:
        _say(f"{name} was not compared: {each.not_compared}")
    if each.columns_added:
        _say(f"{name} has more columns: {', '.join(each.columns_added)}")
    if each.columns_removed:
        _say(f"{name} has no more: {', '.join(each.columns_removed)}")
    if each.parked != each.live_parked:
        _say(f"{name} has {each.parked} parked partitions, {each.live_parked} before")
    for document in each.parked_anew[:SHOWN_MAX]:
        _say(f"{name} cannot follow what it followed before: {document}")
    if len(each.parked_anew) > SHOWN_MAX:
        _say(f"{name}: {len(each.parked_anew)} such documents are in the report (--json, --report)")
    for table in each.samples:
        _say(_sampled(table))
    named = [one for table in each.tables for one in table.named]
    named += [one for table in each.samples for one in table.named]
    for one in named[:SHOWN_MAX]:
        show_difference(one)
    if len(named) > SHOWN_MAX:
        _say(f"{name}: more differences are in the report (--json, --report)")


def _show_corrections(corrections: Corrections) -> None:
    """What finance has seen and this version would post otherwise."""
    if not corrections.count:
        return
    done = "posted in the open period" if corrections.posted else "not posted"
    _say(
        f"{corrections.count:,} facts are posted otherwise by this version. Their entries stay as"
        f" they are; what is added was {done}:"
    )
    for each in corrections.named[:SHOWN_MAX]:
        net = {
            f"{line.account} {line.debit - line.credit:+} {line.currency}": None
            for line in each.lines
        }
        told = ", ".join(net) or "nothing but words would change"
        _say(f"  {each.source.number} ({each.source_type} at {each.source_position}): {told}")
    if corrections.count > SHOWN_MAX:
        _say(
            f"  and {corrections.count - SHOWN_MAX:,} more: the report lists"
            f" {len(corrections.named):,} (--json, --report); each that was posted is a"
            " journal_correction.posted in the audit trail"
        )


def _sampled(table: Sampled) -> str:
    left_out = f", {table.left_out} left out as parked" if table.left_out else ""
    return (
        f"{table.table}: {table.rows:,} rows of {table.owners:,} keys reckoned again by other code"
        f"{left_out}: {table.differences} differences"
    )


def _outcome(rebuilt: Rebuilt) -> str:
    differing = ", ".join(rebuilt.unexpected)
    if rebuilt.switched:
        return "Switched" + (f", although {differing} differs unexpectedly" if differing else "")
    if differing:
        return (
            f"Not switched: {differing} differs although the version is the same, or from what"
            " other code reckons, or parks documents that what serves follows. Raise the version if"
            " the first is what you meant (the other code is in replay/naive), or take the new rows"
            " with --accept REASON"
        )
    return "Not switched, because this was a dry run"


def _say(words: str) -> None:
    console.print(words, highlight=False, soft_wrap=True)
