# One command for everything; the same here and in CI. `make` alone lists them.
PYTHON ?=
V := .venv/bin
export PYTHON

.PHONY: help demo install test check format lint types kills docs-check bench clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: install ## spoken questions in, spoken answer out, with the time of every stage
	@$(V)/python scripts/demo.py

install: .venv/.installed ## .venv with vacli and every built-in engine
.venv/.installed: pyproject.toml scripts/install.sh scripts/system-packages.sh
	@scripts/system-packages.sh
	@scripts/install.sh

.venv/.dev: pyproject.toml scripts/install.sh scripts/system-packages.sh
	@scripts/system-packages.sh test
	@scripts/install.sh dev

test: .venv/.dev ## the whole test suite, set-up included, behind a wall: fails if anything reaches past this machine
	$(V)/python -m vacli.doctor.offline --on-purpose tests/doctor/on_purpose.txt scripts/test.sh

check: .venv/.dev format lint types test ## format, lint, types, tests

format: .venv/.dev
	$(V)/ruff format --check .

lint: .venv/.dev
	$(V)/ruff check .

types: .venv/.dev
	$(V)/mypy

kills: .venv/.dev ## a hundred kill -9 at random moments: what was confirmed is kept
	VACLI_KILLS=100 $(V)/python -m pytest -q tests/skills/test_kills.py

docs-check: .venv/.dev ## every command block of the README runs and shows what it says
	$(V)/python scripts/docs_check.py README.md docs/skills.md

bench: .venv/.dev ## the figures of docs/benchmarks.md, measured here
	$(V)/vacli bench all
	$(V)/python -m vacli.bench.own

clean: ## remove what was made here
	rm -rf .venv build dist demo-answer.wav .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
