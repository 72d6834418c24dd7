# Two commands: `make demo` runs everything with an invented campaign, `make test` passes all tests.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
PYTEST := OUNA_TESTING=1 $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgres test-browser check fix bench figures map lock messages clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Ouna needs Python 3.11 or newer; this is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	       echo "The venv module is missing. Install it with: sudo apt install python$$v-venv"; exit 1; }
	@echo "  Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "  Installing the packages (hashes are checked)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "  Installing the test tools (hashes are checked)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

setup: $(RUNTIME) ## Make the environment in .venv

demo: $(RUNTIME) ## Build the invented campaign, check its books, serve it
	@$(BIN)/ouna demo

test: $(DEV) ## Run all tests (SQLite; browser tests where Chromium is installed)
	@$(PYTEST) -n auto

test-postgres: $(DEV) ## Run all tests on PostgreSQL at DATABASE_URL
	@test -n "$$DATABASE_URL" || { echo "Set DATABASE_URL, for example postgres://root@127.0.0.1:5432/test"; exit 1; }
	@$(PYTEST) -n auto -m "not browser and not slow"

test-browser: $(DEV) ## Run the browser journeys only
	@$(PYTEST) -m browser

check: $(DEV) ## Look at the code without changing it
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@git ls-files -z 'src/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@OUNA_TESTING=1 OUNA_VAR=$$(mktemp -d) $(BIN)/python -m django makemigrations --check --dry-run --settings ouna.web.settings

fix: $(DEV) ## Mend what can be mended by tools
	@$(BIN)/ruff check --fix src tests benchmarks
	@$(BIN)/ruff format src tests benchmarks
	@git ls-files -z 'src/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

bench: $(DEV) ## Measure every ratio on a quiet machine, write docs/speed.md (half an hour)
	@$(BIN)/python benchmarks/collect.py

figures: $(DEV) ## Try every promise on many cases, write docs/figures.md (about 10 minutes)
	@$(BIN)/python -m tests.figures

map: ## Write docs/map.md from the packages' docstrings
	@$(PYTHON) docs/make_map.py

lock: ## Write requirements*.txt anew, with hashes
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra xlsx pyproject.toml requirements.in -o requirements.txt
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra xlsx --extra postgres --group dev pyproject.toml requirements.in -o requirements-dev.txt

messages: $(DEV) ## Gather texts to translate and compile the translations (needs gettext)
	@for app in src/ouna/*/locale; do (cd $$(dirname $$app) && ../../../$(BIN)/python -m django makemessages -l ar --no-location -v 0 && ../../../$(BIN)/python -m django compilemessages -v 0); done
	@PYTHONPATH=src $(BIN)/python docs/public_texts.py gather
	@for l in src/ouna/locale/*/LC_MESSAGES; do msgfmt -o $$l/django.mo $$l/django.po; done

clean: ## Remove the demo and the environment
	rm -rf var $(VENV)
