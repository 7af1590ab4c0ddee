"""Read models that an older version of Purvey left: made anew at the start, beside what serves.

Until then their questions are refused with `read_model.outdated`, or, where only the folding
changed, answered as they were.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.cli.failures import exit_code_of, explain
from api.cli.report import say
from api.cli.stopping import Stopped
from api.wiring.instance import Addresses, Instance


def renew(instance: Instance, addresses: Addresses, stopped: threading.Event) -> None:
    """Rebuilds what needs it and says so; `Stopped` when the event is set before the end."""
    for name in instance.retired:
        say(f"Read model {name} is retired: this version of Purvey declares none of this name.")
    if instance.outdated:
        # Here, because the rules of posting again come with it, and few starts rebuild anything.
        from api.cli.rebuild import run_rebuild
        from projections.index import PROJECTIONS
        from replay.rebuild import chosen, require_switched

        names = ", ".join(instance.outdated)
        say(f"Rebuilding, because this version of Purvey declares them otherwise: {names}")
        outdated = chosen(instance.outdated, PROJECTIONS)
        require_switched(run_rebuild(addresses, outdated, stopped=stopped))
        say(f"Rebuilt: {names}")
    instance.outdated.clear()
    instance.retired.clear()


@contextmanager
def renewing(instance: Instance, addresses: Addresses, stopped: threading.Event) -> Iterator[None]:
    """As `renew`, while the instance serves. A rebuild that fails leaves all as it was."""

    def work() -> None:
        try:
            renew(instance, addresses, stopped)
        except Stopped:
            return
        except Exception as failure:
            if exit_code_of(failure) is None:
                raise
            explain(failure)

    thread = threading.Thread(target=work, name="renewal")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
