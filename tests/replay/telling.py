"""The life of one document as its history tells it."""

from domain.event import Event
from replay.history import history
from tests.projections.folding import Story


def told(*facts: Event, number: str) -> list[str]:
    """The facts in sentences, by bella where nobody else is named."""
    story = Story()
    for fact in facts:
        story.happens(f"{fact.TYPE.partition('.')[0]}/one", fact, number=number)
    return [step.sentence for step in history(story.events)]
