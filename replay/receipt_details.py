"""What sentences about receipts tell at length: the goods, and how they were judged.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from domain.receipts.state import Receipt
from replay.wording import Facts, Told, counted, in_turn, is_zero, words

_ORDINARY: Final = "received"


def _goods(told: Told) -> str:
    """What arrived or went back, line by line."""
    return "; ".join(_goods_line(told, line) for line in told.data["lines"])


def _goods_line(told: Told, line: Facts) -> str:
    parts = [f"order line {line['purchase_order_line']}"]
    if "lot" in line:
        parts.append(f"lot {line['lot']}")
    if "expires_on" in line:
        parts.append(f"expires on {line['expires_on']}")
    if line["serials"]:
        parts.append(f"serials {', '.join(line['serials'])}")
    parts += [
        f"{told.money(each['amount'])} of {words(each['charge'])} beside"
        for each in line.get("landed") or ()
    ]
    parts += _standing(line)
    return (
        f"{counted(line['quantity'])} {line['unit']} of {line['description']}"
        f" worth {told.money(line['amount'])} ({', '.join(parts)})"
    )


def _standing(line: Facts) -> list[str]:
    """What speaks against the goods, or should be known of them."""
    parts = []
    reason = line.get("disposition_reason")
    if "disposition" in line:
        parts.append(words(line["disposition"]) + (f" as {words(reason)}" if reason else ""))
    elif reason:
        parts.append(f"taken in all the same because {words(reason)}")
    if "bucket" in line:
        parts.append(f"from the {words(line['bucket'])} ones")
    if "advised" in line:
        parts.append(f"{counted(line['advised'])} advised")
    if "expected" in line:
        parts.append(f"{counted(line['expected'])} open on the order")
    if "excess" in line:
        parts.append(f"{counted(line['excess'])} beyond the order")
    if "temperature_log" in line:
        parts.append(f"temperature log {line['temperature_log']}")
    if "udi" in line:
        parts.append(f"label {line['udi']}")
    return parts


def _receiving(told: Told) -> str:
    return "accepted" if told.data["kind"] == "service" else "received"


def _delivery(told: Told) -> str:
    """The delivery note, the day of the entry, and where the goods lay before."""
    data, parts = told.data, ""
    if "delivery_note" in data:
        parts += f", delivery note {data['delivery_note']}"
    if "unordered_delivery" in data:
        parts += f", out of unordered delivery {data['unordered_delivery']['number']}"
    if "posted_on" in data:
        parts += f", to be booked on {data['posted_on']}"
    return parts


def _at_a_desk(told: Told) -> str:
    """What the requester confirmed, and when a service was performed."""
    desktop = told.data.get("desktop")
    if desktop is None:
        return ""
    period = ""
    if "performed_until" in desktop:
        period = f", performed from {desktop['performed_from']} until {desktop['performed_until']}"
    return f", confirmed at the desk of {desktop['confirmed_by']}: {desktop['description']}{period}"


def _counted_how(told: Told) -> str:
    return ", counted without knowing what was ordered" if "blind" in told.data else ""


def _counts_again(told: Told) -> str:
    return "; ".join(
        f"{counted(line['quantity'])}{_unit(told, line)} of line {line['line']}, where"
        f" {counted(line['before'])} stood"
        for line in told.data["lines"]
    )


def _authorization(told: Told) -> str:
    if "authorization" not in told.data:
        return ""
    return f" under the supplier's authorization {told.data['authorization']}"


def _verdicts(told: Told) -> str:
    """What was accepted and rejected of each line."""
    return "; ".join(_verdict(told, line) for line in told.data["lines"])


def _verdict(told: Told, line: Facts) -> str:
    parts = []
    for verdict in ("accepted", "rejected"):
        if not is_zero(line[verdict]):
            serials = line[f"{verdict}_serials"]
            named = f" (serials {', '.join(serials)})" if serials else ""
            parts.append(f"{verdict} {counted(line[verdict])}{_unit(told, line)}{named}")
    text = f"{in_turn(parts)} of line {line['line']}"
    if line["bucket"] != _ORDINARY:
        text += f" from the {words(line['bucket'])} ones"
    if "reason_code" in line:
        text += f" because {words(line['reason_code'])}"
    if "storage_location" in line:
        text += f", put at {line['storage_location']}"
    return text


def _values(told: Told) -> str:
    """What of each line is in use from now on, or waits again."""
    return "; ".join(
        f"{told.money(line['amount'].removeprefix('-'))} of line {line['line']}"
        f" {'waits again' if line['amount'].startswith('-') else 'in use'}"
        for line in told.data["lines"]
    )


def _doubts(told: Told) -> str:
    return "; ".join(
        f"{counted(line['quantity'])}{_unit(told, line)} of line {line['line']}"
        f"{_serials(line)}{_put(line)}"
        for line in told.data["lines"]
    )


def _corrections(told: Told) -> str:
    """Each difference, and which way it goes."""
    return "; ".join(
        f"{counted(str(abs(Decimal(line['quantity']))))} {line['unit']}"
        f" {'more' if Decimal(line['quantity']) > 0 else 'less'} of line {line['line']},"
        f" worth {told.money(line['amount'].removeprefix('-'))}{_serials(line)}"
        for line in told.data["lines"]
    )


def _labels(told: Told) -> str:
    """Line by line what the label said, and what it says by now."""
    return "; ".join(
        f"{counted(line['quantity'])} {line['unit']} of {line['description']} are"
        f" {label_told(line['becomes'])} and not {label_told(line['was'])}"
        for line in told.data["lines"]
    )


def label_told(label: Facts) -> str:
    """Lot, date, serials and carrier, as far as they are known."""
    parts = [f"lot {label['lot']}"] if "lot" in label else []
    parts += [f"expires on {label['expires_on']}"] if "expires_on" in label else []
    parts += [f"serials {', '.join(label['serials'])}"] if label["serials"] else []
    parts += [f"label {label['udi']}"] if "udi" in label else []
    return ", ".join(parts) or "without a label"


def _witnessed(told: Told) -> str:
    lines = [str(each) for each in told.data["lines"]]
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {in_turn(lines)}"


def _unit(told: Told, line: Facts) -> str:
    receipt = told.before
    if not isinstance(receipt, Receipt) or line["line"] not in receipt.lines:
        return ""
    return f" {receipt.lines[line['line']].posted.unit}"


def _serials(line: Facts) -> str:
    return f" (serials {', '.join(line['serials'])})" if line["serials"] else ""


def _put(line: Facts) -> str:
    return f", put at {line['storage_location']}" if "storage_location" in line else ""


def _found(told: Told) -> str:
    """What an unordered delivery holds, and from which note."""
    lines = [
        f"{counted(line['quantity'])} {line['unit']} of {line['description']}"
        + (f" (lot {line['lot']})" if "lot" in line else "")
        for line in told.data["lines"]
    ]
    note = told.data.get("delivery_note")
    return in_turn(lines) + (f", delivery note {note}" if note else "")


def _settled(told: Told) -> str:
    return in_turn(
        [
            f"{counted(line['quantity'])} of line {line['line']}{_serials(line)}"
            for line in told.data["lines"]
        ]
    )


RECEIPT_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "goods": _goods,
    "received_or_accepted": _receiving,
    "delivery_told": _delivery,
    "under_authorization": _authorization,
    "at_a_desk": _at_a_desk,
    "counted_how": _counted_how,
    "counts_again": _counts_again,
    "verdicts_told": _verdicts,
    "doubts_told": _doubts,
    "values_told": _values,
    "corrections_told": _corrections,
    "labels_told": _labels,
    "lines_witnessed": _witnessed,
    "goods_found": _found,
    "goods_settled": _settled,
}
