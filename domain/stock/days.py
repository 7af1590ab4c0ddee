"""On which days stock can have moved."""

from datetime import date

from domain.days import days_of_deeds
from domain.event import Command
from domain.stock.errors import StockItemDayOutOfRange
from domain.stock.state import StockItem


def check_came(item: StockItem, day: date, command: Command) -> None:
    """Raises `StockItemDayOutOfRange` for goods that came tomorrow, or longer ago than is known."""
    first, last = days_of_deeds(command.now)
    if not first <= day <= last:
        raise StockItemDayOutOfRange(item.number, day, first, last)


def check_left(item: StockItem, day: date, command: Command) -> None:
    """Raises `StockItemDayOutOfRange` also for goods that left before any came."""
    first, last = days_of_deeds(command.now)
    first = max(first, item.since or first)
    if not first <= day <= last:
        raise StockItemDayOutOfRange(item.number, day, first, last)


def used_on(day: date, command: Command) -> date:
    """The day by which expiry is judged: nobody makes a lot usable by an earlier date."""
    return max(day, command.now.date())
