# Thin on purpose: the work is in scripts/, which need nothing but Python 3.11 to start.
PYTHON := $(shell command -v python3.11 || command -v python3)
QUDAO := .venv/bin/qudao
# Without a secret of its own an installation is a demonstration.
AS_DEMONSTRATION := test -n "$$QUDAO_SECRET_KEY" || export QUDAO_DEMONSTRATION=1;

.DEFAULT_GOAL := help
.PHONY: help run test install lint bench demo lock clean python

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

python:
	@test -n "$(PYTHON)" || { echo "qudao needs Python 3.11. On Debian 12:"; \
	  echo "    apt-get install python3 python3-venv"; exit 1; }

install: python ## make .venv with the locked requirements
	@$(PYTHON) scripts/install.py run

run: install ## serve the site and its worker at http://127.0.0.1:8000
	@$(AS_DEMONSTRATION) exec $(QUDAO) serve

test: python ## run every check: lint, types, contracts, tests on both databases, browser
	@exec $(PYTHON) -m scripts.test

lint: python ## run the checks that need no database
	@exec $(PYTHON) -m scripts.test lint

bench: python ## measure speed on a large programme, on SQLite and PostgreSQL
	@$(PYTHON) scripts/install.py dev
	@exec .venv/bin/python -m bench

demo: install ## build the demonstration programme again, in place of what is there
	@$(AS_DEMONSTRATION) exec $(QUDAO) demo

lock: python ## resolve the requirements again, with checksums
	@$(PYTHON) scripts/install.py dev
	@exec .venv/bin/python scripts/lock.py

clean: ## remove the environment, caches and compiled translations; data under var/ stays
	@rm -rf .venv build dist *.egg-info
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find qudao tests scripts -name __pycache__ -prune -exec rm -rf {} +
	@find qudao -name '*.mo' -delete
