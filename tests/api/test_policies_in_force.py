"""Which versions of policies an answer says are in force at its moment."""

from datetime import timedelta

from adapters.system import utc_now
from api.policies_in_force import RESTS_ON
from domain.suppliers.policy import SUPPLIER_POLICY
from projections.index import PROJECTIONS
from tests.api.office import Office
from tests.api.test_moments import propose
from tests.api.test_rematching import LIMITS


def test_an_answer_names_the_policies_in_force_at_its_moment_even_without_rows(
    office: Office,
) -> None:
    propose(office, "One")
    limits = [{"scope": "tenant", "check": check, "pct_over": "0"} for check in LIMITS]
    limits.append({"scope": "tenant", "check": "early_shipment", "abs_over": "0"})
    limits.append({"scope": "tenant", "check": "header_total", "abs_over": "1", "abs_under": "1"})
    body = {"limits": limits, "reason_code": "review"}
    proposed = office.post("tolerance-policies/versions", body, "pia")
    assert proposed.is_success, proposed.text
    assert office.post("tolerance-policies/versions/2/publish", {}, "paul").is_success
    now, before = office.see("invoices"), office.see("invoices", as_of=1)
    assert now["data"] == before["data"] == []
    assert now["policies_in_force"] == {"expense_approval": 1, "tolerance": 2}
    assert before["policies_in_force"] == {"expense_approval": 1, "tolerance": 1}
    asked = office.see("questions/holds-by-kind", as_of=now["position"])
    assert asked["policies_in_force"]["tolerance"] == 2
    yesterday = (utc_now() - timedelta(days=1)).date().isoformat()
    earlier = office.see("invoices", as_of=yesterday, clock="effective")
    assert earlier["policies_in_force"]["tolerance"] == 1
    built_in = SUPPLIER_POLICY.version.version
    assert office.see("suppliers")["policies_in_force"] == {"supplier": built_in}
    assert "policies_in_force" not in office.see("suppliers", as_of=1)
    assert set(RESTS_ON) <= {each.name for each in PROJECTIONS}
