"""The words that suppliers are described with; the trade's own, and a contract where stored."""

from typing import Annotated, Literal

from pydantic import StringConstraints

# How much has to be known of a supplier before it is used; `policy` says what each tier asks for.
Tier = Literal["basic", "standard", "critical"]
Supply = Literal["goods", "services", "devices", "drugs", "controlled_drugs", "patient_data"]

Purpose = Literal["order", "invoice", "payment"]
HoldScope = Literal["order", "invoice", "payment", "all"]
ConditionalKind = Literal["one_time", "emergency"]

# US: exclusions from federal programmes, federal debarments, sanctions, and the states' own lists.
ExclusionList = Literal["oig_leie", "sam", "ofac", "state_medicaid"]
ScreeningResult = Literal["clear", "potential_match", "match"]
Adjudication = Literal["cleared", "confirmed"]

# Tax form, certificate of insurance, business associate agreement, trade licence, registration
# with the Drug Enforcement Administration, registration with a state.
DocumentType = Literal["w9", "coi", "baa", "licence", "dea", "state_registration"]

IdentifierScheme = Literal["tax_id", "gln", "duns", "dea"]
BankScheme = Literal["us_ach", "iban", "other"]
# Where the number came from that was called back: never from the request for the change itself.
ContactSource = Literal["supplier_record", "contract", "public_register"]

# At most the last four of an account number; the pattern lets no whole number pass.
Masked = Annotated[str, StringConstraints(pattern=r"^\*{4}[0-9A-Z]{0,4}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1
