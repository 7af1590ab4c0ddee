"""The rules that one Python file must keep. Each yields what it found: line and sentence.

Size and wording first, then what code must not touch, then what must not be hidden. Which rule
applies where is the table `RULES` at the end.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from tests.tidy.sources import RINGS, Source

MODULE_LINES_MAX: Final = 300
FUNCTION_LINES_MAX: Final = 50
LINE_CHARACTERS_MAX: Final = 100
TEST_NAME_WORDS_MIN: Final = 3

VAGUE_NAMES: Final = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?|data)$")
LEFTOVERS: Final = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SILENCE: Final = re.compile(r"#\s*(type: ignore|noqa|pragma)(: [A-Z0-9, ]+|\[[^]]+\])?(?P<rest>.*)")

# Only these two may ask the machine for the time, for chance and for its environment.
IMPURE_MODULES: Final = ("adapters/system.py", "api/settings.py")
IMPURE_NAMES: Final = {
    "datetime.date.today": "the clock",
    "datetime.datetime.now": "the clock",
    "datetime.datetime.today": "the clock",
    "datetime.datetime.utcnow": "the clock",
    "os.environ": "the environment",
    "os.getenv": "the environment",
    "os.putenv": "the environment",
    "os.urandom": "chance",
    "random": "chance",
    "secrets": "chance",
    "time.time": "the clock",
    "time.time_ns": "the clock",
    "uuid.uuid1": "chance",
    "uuid.uuid4": "chance",
    "uuid.uuid6": "chance",
    "uuid.uuid7": "chance",
}
DOMAIN_PACKAGES: Final = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "domain"}

Findings = Iterator[tuple[int, str]]
Rule = Callable[[Source], Findings]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def short_module(source: Source) -> Findings:
    """A module fits in a head."""
    if len(source.lines) > MODULE_LINES_MAX:
        yield 1, f"{len(source.lines)} lines; split it at {MODULE_LINES_MAX}"


def short_functions(source: Source) -> Findings:
    """A function fits on a screen."""
    for each in _functions(source):
        lines = (each.end_lineno or each.lineno) - each.lineno + 1
        if lines > FUNCTION_LINES_MAX:
            yield each.lineno, f"{each.name} has {lines} lines; at most {FUNCTION_LINES_MAX}"


def short_lines(source: Source) -> Findings:
    """Two files fit side by side."""
    for number, line in enumerate(source.lines, start=1):
        if len(line) > LINE_CHARACTERS_MAX:
            yield number, f"{len(line)} characters; at most {LINE_CHARACTERS_MAX}"


def introduced(source: Source) -> Findings:
    """A module says what lives in it."""
    if not ast.get_docstring(source.tree):
        yield 1, "no docstring: say what lives here and where to go next"


def well_named(source: Source) -> Findings:
    """A name says what a module holds."""
    for part in source.module.split("."):
        if VAGUE_NAMES.search(part):
            yield 1, f"'{part}' says nothing: name the module after what it holds"


def told_as_a_sentence(source: Source) -> Findings:
    """The name of a test states the rule that it checks."""
    for each in _functions(source):
        if each.name.startswith("test_") and each.name.count("_") < TEST_NAME_WORDS_MIN:
            yield each.lineno, f"{each.name} is not a sentence"


def nothing_left_over(source: Source) -> Findings:
    """What is not done yet stands in an issue, not in the code."""
    for number, comment in source.comments.items():
        if found := LEFTOVERS.search(comment):
            yield number, f"{found[1]} left in the code"


def deterministic(source: Source) -> Findings:
    """The same commands give the same history on any machine at any time."""
    if source.path in IMPURE_MODULES:
        return
    banned = dict(IMPURE_NAMES)
    if source.folder not in ("adapters", "api"):
        banned["time"] = "the clock"
    for line, name in sorted(set(_names(source))):
        for each, touched in banned.items():
            if name == each or name.startswith(f"{each}."):
                yield line, f"{name} reads {touched}: let {' or '.join(IMPURE_MODULES)} do that"


def quiet(source: Source) -> Findings:
    """Standard output belongs to the command line."""
    for line, name in _names(source):
        if name == "print":
            yield line, "print: log it, or write it in the command line"


def pure_domain(source: Source) -> Findings:
    """The rules of the trade need nothing but the language and pydantic, and wait for nobody."""
    if source.folder != "domain":
        return
    for line, name in imports(source):
        if (package := name.partition(".")[0]) not in DOMAIN_PACKAGES:
            yield line, f"the domain imports {package}"
    for each in _functions(source):
        if isinstance(each, ast.AsyncFunctionDef):
            yield each.lineno, f"the domain awaits in {each.name}"


def real_servers(source: Source) -> Findings:
    """Tests run on the real thing."""
    for line, name in imports(source):
        if name.startswith(("unittest.mock", "pytest_mock")):
            yield line, f"{name}: use the embedded servers"


def questions_asked(source: Source) -> Findings:
    """`given(...).when(...)` decides nothing before `then` or `rejected` asks."""
    for each in source.nodes:
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call):
            called = each.value.func
            if isinstance(called, ast.Attribute) and called.attr == "when":
                yield each.lineno, "nothing is asked of this: end it with .then or .rejected"


def errors_seen(source: Source) -> Findings:
    """An error is raised on, or a comment says why not."""
    for each in source.nodes:
        if not isinstance(each, ast.ExceptHandler) or not _catches_all(each):
            continue
        raises = any(isinstance(node, ast.Raise) for node in ast.walk(each))
        reasons = range(each.lineno, each.body[0].lineno + 1)
        if not raises and not any("# why:" in source.comments.get(n, "") for n in reasons):
            yield each.lineno, "swallows every error: raise it on, or say '# why:'"


def silences_explained(source: Source) -> Findings:
    """A check is silenced by name and with a reason."""
    for number, comment in source.comments.items():
        if (found := SILENCE.search(comment)) and not (found[2] and found["rest"].strip(" #")):
            yield number, f"'{found[1]}' without its name and a reason behind it"


def finished(source: Source) -> Findings:
    """No function only pretends to be there."""
    declared = {
        id(member)
        for each in source.nodes
        if isinstance(each, ast.ClassDef) and any("Protocol" in ast.dump(b) for b in each.bases)
        for member in each.body
    }
    for each in _functions(source):
        body = each.body[1:] if ast.get_docstring(each) else each.body
        marks = {ast.unparse(decorator) for decorator in each.decorator_list}
        if id(each) in declared or marks & {"overload", "abstractmethod"}:
            continue
        if body and all(map(_does_nothing, body)):
            yield each.lineno, f"{each.name} does nothing"
    for line, name in _names(source):
        if name == "NotImplementedError":
            yield line, "not implemented"


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass():
            return True
        case ast.Expr(value=ast.Constant(value=value)):
            return value is ...
        case _:
            return False


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """The full name of everything that is imported."""
    for each in source.nodes:
        if isinstance(each, ast.Import):
            yield from ((each.lineno, alias.name) for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield from ((each.lineno, f"{each.module}.{alias.name}") for alias in each.names)


def _functions(source: Source) -> Iterator[Function]:
    for each in source.nodes:
        if isinstance(each, Function):
            yield each


@cache
def _names(source: Source) -> list[tuple[int, str]]:
    """Every name that is imported or used, in full: `dt.now` is `datetime.datetime.now`."""
    found = list(imports(source))
    origin: dict[str, str] = {}
    for each in source.nodes:
        if isinstance(each, ast.Import):
            for alias in each.names:
                origin[alias.asname or alias.name] = alias.name
        elif isinstance(each, ast.ImportFrom):
            for alias in each.names:
                origin[alias.asname or alias.name] = f"{each.module}.{alias.name}"
    for each in source.nodes:
        if isinstance(each, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(each).partition(".")
            found.append((each.lineno, origin.get(first, first) + dot + rest))
    return found


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = [] if handler.type is None else list(ast.walk(handler.type))
    names = {each.id for each in caught if isinstance(each, ast.Name)}
    return not caught or bool(names & {"Exception", "BaseException"})


EVERYWHERE: Final = (*RINGS, "tests")
RULES: Final[dict[Rule, tuple[str, ...]]] = {
    short_module: EVERYWHERE,
    short_functions: EVERYWHERE,
    short_lines: EVERYWHERE,
    introduced: EVERYWHERE,
    well_named: EVERYWHERE,
    told_as_a_sentence: ("tests",),
    nothing_left_over: EVERYWHERE,
    deterministic: RINGS,
    quiet: RINGS,
    pure_domain: RINGS,
    real_servers: ("tests",),
    questions_asked: ("tests",),
    errors_seen: EVERYWHERE,
    silences_explained: EVERYWHERE,
    finished: EVERYWHERE,
}
