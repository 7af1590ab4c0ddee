"""Which faults can be planted in a module: one small slip of the pen each.

A fault is found by its number in the order of the source, so that another process plants the same.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

Plant = Callable[[], None]

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_SIDES: Final = {"debit": "credit", "credit": "debit"}
_TEXTS: Final = (ast.JoinedStr, ast.Constant)


class Fault(NamedTuple):
    """What is wrong in which line; `plant` puts it into the tree that it was found in."""

    line: int
    what: str
    plant: Plant


def faults(tree: ast.Module) -> list[Fault]:
    """Every fault of the module, in the order of its source."""
    found: list[Fault] = []
    for node in _reachable(tree):
        found += _of(node)
    return sorted(found, key=lambda fault: fault.line)


def _reachable(node: ast.AST) -> Iterator[ast.AST]:
    """What runs and decides: no assertion, whose failure is a bug, and nothing about types."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_assertion(child):
                yield child
                yield from _reachable(child)


def _is_assertion(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return True
        case _:
            return False


def _of(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            yield _op(node, "ops", op, [_COMPARED[type(op)]()])
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _op(node, "op", node.op, other)
        case ast.UnaryOp(op=ast.USub()):
            yield _op(node, "op", node.op, ast.UAdd())
        case ast.UnaryOp(op=ast.Not()):
            yield _op(node, "operand", node.op, ast.UnaryOp(op=ast.Not(), operand=node.operand))
        case ast.BinOp() if type(node.op) in _COUNTED and not _is_text(node):
            yield _op(node, "op", node.op, _COUNTED[type(node.op)]())
        case ast.If() | ast.IfExp() if isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
            turned = ast.UnaryOp(op=ast.Not(), operand=node.test)
            yield Fault(node.test.lineno, "the condition is turned", _set(node, "test", turned))
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            what = f"{name} is {_CALLED[name]}"
            yield Fault(node.lineno, what, _set(node.func, "id", _CALLED[name]))
        case ast.Constant():
            yield from _of_constant(node)
        case _:
            pass  # Its parts may be slips of the pen, it is none.
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield from _left_out(block)


def _of_constant(node: ast.Constant) -> Iterator[Fault]:
    value = node.value
    if isinstance(value, bool):
        yield Fault(node.lineno, f"{value} is {not value}", _set(node, "value", not value))
    elif isinstance(value, int):
        yield Fault(node.lineno, f"{value} is {value + 1}", _set(node, "value", value + 1))
    elif isinstance(value, str) and value in _SIDES:
        other = _SIDES[value]
        yield Fault(node.lineno, f"{value} is {other}", _set(node, "value", other))


def _left_out(block: list[ast.stmt]) -> Iterator[Fault]:
    """A refusal, a step or a posting that is forgotten."""
    for index, each in enumerate(block):
        if _is_assertion(each):
            continue
        acts = isinstance(each, ast.Expr) and not isinstance(each.value, ast.Constant)
        if acts or isinstance(each, ast.Raise):
            yield Fault(each.lineno, "the statement is left out", _put(block, index))


def _op(node: ast.expr, field: str, op: ast.AST, other: ast.AST | list[ast.cmpop]) -> Fault:
    told = other[0] if isinstance(other, list) else other
    what = f"{type(op).__name__} is {type(told).__name__}"
    if field == "operand":
        what = "the not is left out"
    return Fault(node.lineno, what, _set(node, field, other))


def _set(node: ast.AST, field: str, value: object) -> Plant:
    return lambda: setattr(node, field, value)


def _put(block: list[ast.stmt], index: int) -> Plant:
    return lambda: block.__setitem__(index, ast.Pass())


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(each, _TEXTS) and not isinstance(getattr(each, "value", None), int)
        for each in (node.left, node.right)
    )
