"""How hard hypothesis searches: `dev` by hand, `ci` in `make test`, `thorough` on request.

pyproject.toml loads this module as a plugin, so that `--hypothesis-profile` finds the names.
"""

from typing import Final

from hypothesis import HealthCheck, Phase, settings

CI_EXAMPLES_MAX: Final = 60  # Keeps the whole of `make test` within minutes on two cores.
THOROUGH_EXAMPLES_MAX: Final = 2_000

# No test asserts a time: a busy machine must not turn a right answer into a failure.
_UNTIMED: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("dev", _UNTIMED)
# The same examples on every run: a failure in continuous integration repeats on any machine.
settings.register_profile(
    "ci", _UNTIMED, max_examples=CI_EXAMPLES_MAX, derandomize=True, print_blob=True
)
# For `make mutants`, which asks whether a test fails and not for the smallest example of it.
settings.register_profile(
    "mutants",
    settings.get_profile("ci"),
    phases=(Phase.explicit, Phase.generate),
    database=None,
    report_multiple_bugs=False,
)
settings.register_profile("thorough", _UNTIMED, max_examples=THOROUGH_EXAMPLES_MAX, print_blob=True)
settings.load_profile("dev")
