"""Values that are plain at a glance are taken as they are; pydantic looks at all others.

Decisions make events of values that nearly always fit: to have pydantic look at one of ten fields
takes ten times as long as to ask type and text of each. So each class of values gets a constructor
that asks, and takes what is plain. It refuses nothing and changes nothing: where one field is not
plain it gives all of them to pydantic, which judges as if nobody had looked before.

What is plain of a type is said as the last of its rules. A rule that a field adds comes behind it,
and then nothing of that field is plain. Whatever is plain, pydantic takes unchanged
(`tests/domain/test_glance.py`); what was stored is read by pydantic alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Scope = dict[str, Any]

# Types of which every value is plain. One of a class of values has been looked at when it was made.
_ALWAYS: Final = frozenset({int, bool, date, NoneType})
_ABSENT: Final = object()
_SLOTS: Final = {  # What pydantic keeps of a value
    "values": "dict",
    "names": "pydantic_fields_set",
    "extra": "pydantic_extra",
    "private": "pydantic_private",
}


@dataclass(frozen=True, slots=True)
class Glance:
    """What is plain of a type: whole numbers of a range, or what a pattern takes the text of."""

    kind: type[str] | type[int] | type[Decimal]
    plain: str | range

    def condition(self, value: str, scope: Scope) -> str:
        """Whether the expression's value is plain, as an expression."""
        name = f"_plain{len(scope)}"
        if isinstance(self.plain, range):
            scope[name] = self.plain
            return f"{value} in {name}"
        scope[name] = re.compile(self.plain).fullmatch
        return f"{name}({value})" if self.kind is str else f"{name}(_str({value}))"


def constructor(kind: type[BaseModel]) -> Callable[..., None]:
    """The class's constructor: what is plain is taken, all else is looked at by pydantic."""
    if not kind.__pydantic_complete__:
        kind.model_rebuild()
    scope: Scope = {"_type": type, "_str": str, "_all": all}
    conditions = {name: _field(name, field, scope) for name, field in kind.model_fields.items()}
    if not all(conditions.values()):
        return BaseModel.__init__
    scope |= {f"_set_{name}": _slot(f"__{slot}__") for name, slot in _SLOTS.items()}
    scope |= {"_names": set(conditions), "_checked": _checked_by_pydantic(kind)}
    parameters = [f"{name}=_default_{name}, " for name in conditions]
    values = ", ".join(f"{name!r}: {name}" for name in sorted(conditions))
    lines = [
        f"def __init__(self, /, {'*, ' if parameters else ''}{''.join(parameters)}**_others):",
        f"    if {' and '.join(['not _others', *map(str, conditions.values())])}:",
        f"        _set_values(self, {{{values}}})",
        "        _set_names(self, _names)",
        "        _set_extra(self, None)",
        "        _set_private(self, None)",
        "    else:",
        f"        _checked(self, {{{values}}}, _others)",
    ]
    exec("\n".join(lines), scope)  # Names of fields and of types are all that it is made of.
    return by_pydantic(scope["__init__"])


def by_pydantic(made: Callable[..., None]) -> Callable[..., None]:
    """The constructor, known to pydantic for its own: what it reads does not come this way."""
    vars(made)["__pydantic_base_init__"] = True
    return made


def _field(name: str, field: FieldInfo, scope: Scope) -> str | None:
    """When what is given for the field is plain; its default always is."""
    assert field.default_factory is None, f"a default for {name} is made by nobody"
    scope[f"_default_{name}"] = _default(field)
    condition = _condition(field.annotation, field.metadata, name, scope)
    if field.is_required():
        return condition
    return f"({name} is _default_{name}{f' or {condition}' if condition else ''})"


def _default(field: FieldInfo) -> object:
    return _ABSENT if field.is_required() else field.default


def _checked_by_pydantic(
    kind: type[BaseModel],
) -> Callable[[BaseModel, dict[str, object], dict[str, object]], None]:
    defaults = {name: _default(field) for name, field in kind.model_fields.items()}

    def checked(value: BaseModel, named: dict[str, object], others: dict[str, object]) -> None:
        given = {name: each for name, each in named.items() if each is not defaults[name]}
        BaseModel.__init__(value, **given, **others)

    return checked


def _slot(name: str) -> Callable[[BaseModel, object], None]:
    setter: Callable[[BaseModel, object], None] = vars(BaseModel)[name].__set__
    return setter


def _condition(
    kind: Any,  # noqa: ANN401 - an annotation, which may be anything.
    rules: Sequence[object],
    value: str,
    scope: Scope,
) -> str | None:
    """When a value of the type is plain, as an expression; none: it never is."""
    if rules:
        last = rules[-1]
        if not isinstance(last, Glance):
            return None
        return f"{_is_a(last.kind, value, scope)} and {last.condition(value, scope)}"
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _condition(parts[0], parts[1:], value, scope)
    if origin in (Union, UnionType):
        conditions = [_condition(each, (), value, scope) for each in parts]
        return " or ".join(f"({each})" for each in conditions if each) or None
    if origin is Literal and all(type(each) is str for each in parts):
        words = f"_words{len(scope)}"
        scope[words] = frozenset(parts)
        return f"{_is_a(str, value, scope)} and {value} in {words}"
    if origin is tuple and parts[1:] == (Ellipsis,):
        each = f"{value}_"
        condition = _condition(parts[0], (), each, scope)
        inner = condition and f" and _all([{condition} for {each} in {value}])"
        return inner and _is_a(tuple, value, scope) + inner
    if kind is str:  # What is no Unicode is never plain.
        return f"{_is_a(str, value, scope)} and {value}.isascii()"
    if kind in _ALWAYS or (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return _is_a(kind, value, scope)
    return None


def _is_a(kind: type, value: str, scope: Scope) -> str:
    """Of this very type: a subclass may be another thing."""
    scope[f"_kind_{kind.__name__}_{id(kind)}"] = kind
    return f"_type({value}) is _kind_{kind.__name__}_{id(kind)}"
