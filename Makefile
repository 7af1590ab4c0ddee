# Everything a developer does, by name. `make` alone lists it.
# PYTHON=/path chooses the Python that makes .venv; ARGS='...' is passed on to the command.

MAKEFLAGS += --no-print-directory
# Every start of the program, and every worker of the tests, would compile all anew: seconds each.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?=
ARGS ?=
SEEDS ?=
# Each pytest worker starts a PostgreSQL and a NATS server of its own. One more than the two cores:
# a worker waits for its servers an eighth of the time.
WORKERS ?= 3

bin := .venv/bin
# What one worker set up, no other one sets up as well: tests/division.py.
pytest := .ci/scratch $(bin)/pytest -n $(WORKERS) --dist loadfile

.PHONY: help setup analytics demo up test check e2e faults sim mutants properties format lock clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from requirements.lock (the others do it by themselves)
	@.ci/setup '$(PYTHON)'

analytics: setup ## Add what purvey archive and analyse need, 235 MB (make test does it by itself)
	@.ci/analytics

demo: setup ## Import real histories, verify them, show the result and serve it; ARGS='--exit --json'
	@$(bin)/purvey demo $(ARGS)

up: setup ## Start PostgreSQL, NATS, the API and the workers
	@$(bin)/purvey up $(ARGS)

test: analytics ## Run the tests, but for the long lanes
	@$(pytest) --hypothesis-profile=ci $(ARGS)

check: setup ## Format, lint, types, rings and tidiness, without changing anything
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/pytest -q tests/test_tidy.py

e2e: setup ## Drive every page in a real browser; as root, install Debian's chromium where it lacks
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || \
		{ apt-get update -q && apt-get install -q -y --no-install-recommends chromium; }
	@$(bin)/pytest -m "e2e or not e2e" tests/web $(ARGS)

faults: setup ## Kill servers and processes at work, half an hour; ARGS='--fault-share 0.1' for less
	@$(bin)/pytest -m faults $(ARGS)

sim: setup ## Simulate networks, SEEDS=1000 of them; ARGS='--seed 4711' lives one of them again
	@$(bin)/python -m tests.simulation $(if $(SEEDS),--seeds $(SEEDS)) --workers $(WORKERS) $(ARGS)

mutants: setup ## Plant faults in matching and accounting, tell which no test sees; ARGS='--share 1' for all
	@$(bin)/python -m tests.mutants $(ARGS)

properties: analytics ## Search long for histories that break a rule
	@$(pytest) -m hypothesis --hypothesis-profile=thorough --timeout=0 $(ARGS)

format: setup ## Put the code into its one format, and mend what ruff can mend
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

lock: ## Write the requirements locks anew (needs uv); ARGS=--upgrade takes the newest versions
	@.ci/lock $(ARGS)

clean: ## Remove what tools leave behind; .venv and .purvey stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
