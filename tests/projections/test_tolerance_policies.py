"""Whoever asks how far an invoice may deviate sees every version, its limits and its people."""

from decimal import Decimal

from domain.tolerances.limits import CHECKS
from projections.tolerance_policies import TOLERANCE_POLICIES
from tests.domain.orders import MEDLINE, TODAY
from tests.domain.test_tolerances import DECLINED, OF_MEDLINE, proposed, published
from tests.projections.folding import Story, fold


def test_versions_are_told_with_their_limits_and_who_agreed() -> None:
    story = Story().happens(
        "tolerance_policy/1",
        proposed(),
        DECLINED,
        proposed(OF_MEDLINE, version=3),
        published(3),
        proposed(version=4),
        number="TOLERANCES",
    )
    kept = fold(TOLERANCE_POLICIES, story.events)
    policy = kept.row("tolerance_policies")
    assert (policy["number"], policy["last_version"]) == ("TOLERANCES", 4)
    assert (policy["published_version"], policy["effective_from"]) == (3, TODAY.isoformat())
    versions = kept.by("tolerance_versions", "version")
    assert [versions[n]["state"] for n in (2, 3, 4)] == ["declined", "published", "proposed"]
    assert (versions[3]["proposed_by"], versions[3]["decided_by"]) == ("pia", "paul")
    assert versions[4]["decided_by"] is None
    limits = [each for each in kept.table("tolerance_limits") if each["version"] == 3]
    assert len(limits) == len(CHECKS) + 1
    (own,) = (each for each in limits if each["scope"] == "supplier")
    assert (own["scope_key"], own["check_name"], own["abs_over"]) == (MEDLINE, "price", None)
    assert Decimal(own["pct_over"]) == 2
