# Everything this repository does, by name: `make help` lists it.
# A machine needs git, make and Python 3.11 or later; the rest is made under .venv and .tools.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
ENGINE ?=
ARGS ?=
JOBS ?= auto

BIN := .venv/bin

# The machine's uv where there is one, otherwise our own from PyPI.
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/uv)
UV_READY := $(if $(filter .tools/%,$(UV)),.tools/uv/.ready)

# What has been made is remembered in stamps, so that nothing is made twice.
CORE := .tools/.core
DEV := .tools/.dev
CHECKOV := .tools/.checkov
NODE := .tools/.node
LOCKED := pyproject.toml uv.lock coworker/__init__.py
SYNC := $(UV) sync --frozen --quiet --python "$(PYTHON)"

DECISIONS := blueprints checks governance guardrails intake model render
comma := ,
empty :=
DECISION_FILES := $(subst $(empty) ,$(comma),$(DECISIONS:%=coworker/%/*))

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-20s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- what people run ---------------------------------------------------------------------------

.PHONY: demo
demo: $(CORE) $(CHECKOV) ## the whole story on this machine: no account, no token, no key
	$(BIN)/coworker demo $(if $(ENGINE),--engine "$(ENGINE)") $(ARGS)

.PHONY: test
test: lint types cover coverage-decisions ## everything that continuous integration checks

.PHONY: setup
setup: $(DEV) $(CHECKOV) $(NODE) ## make the environments for development

# --- the parts of `make test` ------------------------------------------------------------------

.PHONY: lint
lint: $(DEV) ## ruff: rules and format
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

.PHONY: types
types: $(DEV) ## mypy, strict
	$(BIN)/mypy

.PHONY: contracts
contracts: $(DEV) ## the floors alone (`make test` checks them in tests/architecture)
	$(BIN)/lint-imports --no-logo

.PHONY: cover
cover: setup ## pytest with coverage, the whole at 90 % or above
	$(BIN)/pytest --numprocesses $(JOBS) --cov --cov-report=term $(ARGS)

.PHONY: coverage-decisions
coverage-decisions: $(DEV) ## the decisions floor at 100 %, from the coverage of the last run
	$(BIN)/coverage report --fail-under=100 --include='$(DECISION_FILES)'

# --- upkeep --------------------------------------------------------------------------------------

.PHONY: format
format: $(DEV) ## let ruff repair and format
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

.PHONY: bench
bench: setup ## measure, and write docs/performance.md
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: lock
lock: $(UV_READY) ## bring the locks up to what pyproject.toml and package.json ask for
	$(UV) lock --quiet
	$(UV) lock --quiet --project tools/checkov
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --prefix tests/node --package-lock-only \
		--ignore-scripts --omit-lockfile-registry-resolved --loglevel=error

.PHONY: clean
clean: ## remove what the set-up and the tools made
	rm -rf .venv .tools tests/node/node_modules dist build .coverage .coverage.*
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- set-up --------------------------------------------------------------------------------------

.tools/uv/.ready: tools/uv.txt tools/bootstrap-uv
	tools/bootstrap-uv "$(PYTHON)" .tools/uv
	@touch $@

# A development environment serves the demo too, so it is never reduced to the core.
$(CORE): $(LOCKED) $(UV_READY)
	@mkdir -p .tools
	$(SYNC) --extra demo $(if $(wildcard $(DEV)),--group dev)
	@touch $@

$(DEV): $(LOCKED) $(UV_READY)
	@mkdir -p .tools
	$(SYNC) --all-extras --group dev
	@touch $(CORE) $@

$(CHECKOV): tools/checkov/pyproject.toml tools/checkov/uv.lock $(UV_READY)
	@mkdir -p .tools
	UV_PROJECT_ENVIRONMENT="$(CURDIR)/.tools/checkov" $(SYNC) --project tools/checkov
	@touch $@

$(NODE): tests/node/package.json tests/node/package-lock.json tools/install-node-tools | $(DEV)
	tools/install-node-tools
	@touch $@
