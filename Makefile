# Two commands do everything on a bare Debian or Ubuntu: `make demo` and `make test`.
# Each target first makes the checkout ready (.ci/bootstrap); when it is ready already, that costs nothing.
SHELL := /bin/bash
BIN := .venv/bin
# How many tests run beside each other; 0 is one after another, in one process.
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest $(ARGS)

.PHONY: bootstrap demo run test check sites crash bench package clean
.NOTPARALLEL:

bootstrap:
	@.ci/bootstrap

demo: bootstrap        ## the whole corridor on the practice network, in a window
	@.ci/with-display $(BIN)/steward demo $(ARGS)

run: bootstrap         ## open the window
	@$(BIN)/steward-desktop $(ARGS)

test: bootstrap        ## everything that needs no third party and few minutes
	@$(PYTEST) -n $(JOBS)

sites: bootstrap       ## the packs on real third-party servers, on loopback
	@$(PYTEST) -m site -n $(JOBS) tests/sites

crash: bootstrap       ## kill the engine at every boundary of a like, a comment and a message
	@$(PYTEST) -m long

check: bootstrap       ## lint, format, types, the dependency rules and the house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PYTEST) -q tests/test_house_rules.py tests/test_one_writer.py

bench: bootstrap       ## our figures beside the floor, in the same run
	@.ci/with-display $(BIN)/python -m tests.benchmarks $(ARGS)

package: bootstrap     ## the one-folder program and a .deb, in dist/
	@.ci/package

clean:                 ## all that was made here, but .venv
	@rm -rf build dist demo-report .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
