# make demo    a whole city at http://127.0.0.1:8000, from nothing but Python 3.11 and make
# make help    all the rest
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/pytest --quiet
WORKERS ?= auto

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-18s %s\n", $$1, $$2 }'

demo: .installed ## build the demo city if it is not there yet, and serve it
	@COGOV_MODE=demo $(BIN)/cogov demo --serve

install: .installed ## only install what is needed to run; then see .venv/bin/cogov --help

test: .installed-dev .browser ## all tests, in a browser too
	$(PYTEST) --numprocesses $(WORKERS) --dist worksteal

test-fast: .installed-dev ## all tests that need no browser
	$(PYTEST) --numprocesses $(WORKERS) --dist worksteal -m "not browser and not slow"

test-postgres: .installed-dev ## the fast tests on a private PostgreSQL
	tools/postgres.sh $(PYTEST) --numprocesses $(WORKERS) --dist worksteal -m "not browser and not slow"

test-postgres-all: .installed-dev .browser ## all tests on a private PostgreSQL, in a browser too
	tools/postgres.sh $(PYTEST) --numprocesses $(WORKERS) --dist worksteal

faults: .installed-dev ## kills, power cuts, lost databases, full disks, set clocks: more and longer than in make test; some fifteen minutes
	COGOV_POWER_CUTS=25 COGOV_KILLS=40 COGOV_DAY_SECONDS=180 COGOV_FAULT_SECONDS=60 COGOV_FAULT_ROUNDS=6 $(PYTEST) tests/system/test_power_cut.py tests/system/test_durability.py tests/system/test_ledger_holds.py tests/system/test_day.py tests/system/faults

check: .installed-dev ## format, lint, types, contracts, templates, migrations, generated files; changes nothing
	$(BIN)/python tools/check.py

fix: .installed-dev ## mend what can be mended by a machine
	$(BIN)/python tools/check.py --fix

messages: .installed-dev ## collect the texts of all contexts for translation, and compile the translations
	$(BIN)/python tools/messages.py

lock: .installed-dev ## write the lock files anew
	$(BIN)/python tools/lock.py

bench: .installed-dev ## all benchmarks, each with its baseline
	@for one in benchmarks/*/run.py; do echo "# $$one"; $(BIN)/python $$one || exit 1; done
	$(BIN)/python -m benchmarks

screenshots: .installed-dev .browser ## pictures of the main pages for docs/
	$(BIN)/python tools/screenshots.py

clean: ## remove what can be made again; data stays
	rm -rf .venv node_modules build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results

.installed:
	@tools/venv.sh requirements.lock

.installed-dev:
	@tools/venv.sh requirements-dev.lock

.browser:
	@tools/browser.sh

.PHONY: help demo install test test-fast test-postgres test-postgres-all faults check fix messages lock bench screenshots clean .installed .installed-dev .browser
