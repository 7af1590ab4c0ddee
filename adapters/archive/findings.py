"""What is wrong with an archive, and where, as far as that is known."""

from dataclasses import dataclass, field
from typing import Final

NAMED_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFault:
    """One thing that is not as the manifest, the hashes or the log say."""

    what: str
    file: str | None = None
    offset: int | None = None
    tenant: str | None = None
    position: int | None = None


@dataclass(slots=True)
class ArchiveFindings:
    """All faults are counted, the first of them named."""

    count: int = 0
    faults: list[ArchiveFault] = field(default_factory=list)

    def add(
        self,
        what: str,
        *,
        file: str | None = None,
        offset: int | None = None,
        tenant: str | None = None,
        position: int | None = None,
    ) -> None:
        """One more."""
        self.count += 1
        if len(self.faults) < NAMED_MAX:
            fault = ArchiveFault(
                what=what, file=file, offset=offset, tenant=tenant, position=position
            )
            self.faults.append(fault)
