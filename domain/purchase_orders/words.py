"""Words of an order that its read models know as well.

They stand apart from the events: who reads stored JSON need not build the classes of all of them.
"""

from typing import Final, Literal

BOUGHT: Final = frozenset({"item_id", "description", "pack"})  # What a line buys.

# X12 855, ACK01, by what they say of the line; the rules of each stand in `acknowledgements`.
AcceptedCode = Literal["IA", "AA", "AC", "AR", "IE", "SP"]  # IE: price, SP: schedule to follow
ChangedCode = Literal["IB", "IC", "IP", "IQ", "IS", "DR", "BP"]
RefusedCode = Literal[
    "IR", "ID", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "RD", "RF", "RJ", "RN", "RO", "RV"
]
HeldCode = Literal["IH", "IF", "IW"]  # no answer yet: the supplier looks into it
