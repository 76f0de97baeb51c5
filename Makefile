# Everything this repository does, by name. `make help` lists it.
# A machine needs git, make and Python 3.11 or later; the rest is made under .venv and .tools.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
ENGINE ?=
UV_VERSION := 0.13.8

# uv of the machine where there is one, otherwise one of our own from PyPI.
UV := $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)
UV_READY := $(if $(findstring .tools/uv,$(UV)),.tools/uv/.ready-$(UV_VERSION))

BIN := .venv/bin
CORE := .tools/.core
DEV := .tools/.dev
CHECKOV := .tools/.checkov
LOCKED := pyproject.toml uv.lock coworker/__init__.py

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

# --- set-up ----------------------------------------------------------------------------------

.PHONY: setup
setup: $(DEV) $(CHECKOV) ## make .venv with everything for development, and checkov's environment

.tools/uv/.ready-$(UV_VERSION):
	@tools/bootstrap-uv "$(PYTHON)" "$(UV_VERSION)" .tools/uv
	@touch $@

# A development environment serves the demo too, so it is never reduced to the core.
$(CORE): $(LOCKED) | $(UV_READY)
	@mkdir -p .tools
	$(UV) sync --frozen --quiet --python "$(PYTHON)" --extra demo $(if $(wildcard $(DEV)),--group dev)
	@touch $@

$(DEV): $(LOCKED) | $(UV_READY)
	@mkdir -p .tools
	$(UV) sync --frozen --quiet --python "$(PYTHON)" --all-extras --group dev
	@touch $(CORE) $@

$(CHECKOV): tools/checkov/pyproject.toml tools/checkov/uv.lock | $(UV_READY)
	@mkdir -p .tools
	UV_PROJECT_ENVIRONMENT="$(CURDIR)/.tools/checkov" \
		$(UV) sync --frozen --quiet --python "$(PYTHON)" --project tools/checkov
	@touch $@
