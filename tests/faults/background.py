"""Work in a thread of its own until the context ends; what ended it early comes out there."""

import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Background(ABC):
    """A context: `work` runs meanwhile and returns soon after `stopped` is set."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.abandoned = threading.Event()  # Something failed: nobody tends what it waits for.
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopped.set()
        if error is not None:
            self.abandoned.set()
        self._thread.join()
        if error is None:  # Another failure is told as it is.
            self.look()

    def look(self) -> None:
        """Raises what ended the work."""
        if self._failure is not None:
            raise self._failure

    @abstractmethod
    def work(self) -> None:
        """What is done in the thread."""

    def _run(self) -> None:
        try:
            self.work()
        except Exception as failure:
            # why: it is raised where the context ends, or when somebody looks.
            self._failure = failure
