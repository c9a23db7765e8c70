# Hearth's commands. `make help` lists them.

PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$name && break; done)
BOOTSTRAP := $(if $(PYTHON),$(PYTHON) mediaserver/bootstrap.py,@echo "There is no python3 here: install Python 3.11 or newer (Debian, Ubuntu: sudo apt install python3 python3-venv)." >&2; exit 1;)
BIN := .venv/bin
# Tests never touch the data of a running server, whatever the shell says.
QUIET_ENVIRONMENT := env -u HEARTH_DATA -u HEARTH_PORT -u HEARTH_BIND -u HEARTH_CACHE -u HEARTH_RUN -u HEARTH_STATIC \
	-u DATABASE_URL -u REDIS_URL -u DJANGO_SETTINGS_MODULE
PYTEST := $(QUIET_ENVIRONMENT) $(BIN)/python -m pytest
ON_POSTGRESQL := $(QUIET_ENVIRONMENT) $(BIN)/python tests/run_postgresql.py
SYSTEM_PACKAGES := chromium nginx caddy minidlna bubblewrap gettext

.DEFAULT_GOAL := help
.PHONY: help run demo setup test test-deep test-system-deps lint bench

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## install what is missing and start Hearth
	@$(BOOTSTRAP) run

demo:  ## make the demo collection, once, and serve it
	@$(BOOTSTRAP) demo

setup:  ## make .venv with everything developing needs
	@$(BOOTSTRAP) setup

test: setup  ## all tests but the long ones, on SQLite and on PostgreSQL
	$(PYTEST) -n 2 --dist loadfile -m "not deep"
	$(ON_POSTGRESQL) -n 2 --dist loadfile -m "not deep"

test-deep: setup  ## the long tests: fuzzing, large folders, crashes in mid-scan
	$(PYTEST) -m deep
	$(ON_POSTGRESQL) -m deep

test-system-deps:  ## install what only apt has: Chromium, nginx, Caddy, minidlna, bubblewrap, gettext
	@./.ci/system-packages $(SYSTEM_PACKAGES)

lint: setup  ## style, types, layers, migrations, message catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(QUIET_ENVIRONMENT) $(BIN)/mypy
	$(QUIET_ENVIRONMENT) $(BIN)/lint-imports
	$(QUIET_ENVIRONMENT) DJANGO_SETTINGS_MODULE=mediaserver.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(QUIET_ENVIRONMENT) DJANGO_SETTINGS_MODULE=mediaserver.settings.test $(BIN)/python manage.py compile_catalogues --check

bench: setup  ## measure: every script of benchmarks/, results in build/bench/
	@mkdir -p build/bench
	@for script in benchmarks/[a-z]*.py; do \
		name=$$(basename $$script .py); echo "== $$name"; \
		$(QUIET_ENVIRONMENT) $(BIN)/python $$script --json build/bench/$$name.json $(BENCH_OPTIONS) || exit 1; \
	done
