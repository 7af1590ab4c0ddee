"""How the choice of an agreement for a requested line is told, and when it is made again.

Rules of the choice itself stand in `domain/agreements/choice.py`. The price of the line stays what
the requester expects: the order takes the agreed one.
"""

from domain.agreements.choice import Choice
from domain.requisitions.events import RequisitionLineChanged
from domain.requisitions.line_progress import LineProgress
from domain.requisitions.validation_events import RequisitionAgreementChosen

Told = RequisitionLineChanged | RequisitionAgreementChosen


def told_choice(line: int, choice: Choice) -> tuple[RequisitionAgreementChosen, ...]:
    """What was weighed for the line; nothing where nothing was there to be weighed."""
    if not choice.candidates:
        return ()
    found = choice.found
    return (
        RequisitionAgreementChosen(
            line=line,
            choice="off_contract" if found is None else "by_precedence",
            agreement=None if found is None else found.agreement,
            candidates=choice.candidates,
        ),
    )


def again(progress: LineProgress, choice: Choice) -> tuple[Told, ...]:
    """The line under what is chosen today; nothing where that is what covers it already."""
    line = progress.line
    number = None if choice.found is None else choice.found.agreement.number
    if number == line.agreement:
        return ()
    changed = line.model_copy(update={"agreement": number})
    return RequisitionLineChanged(line=changed), *told_choice(line.line, choice)
