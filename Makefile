# The project's commands. Each works on a fresh clone: what it needs is set up first, once.
SHELL := /bin/bash
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal --benchmark-disable

# Killed batches and full disks take long and want a quiet machine: `make faults`.
APART := --ignore tests/test_faults.py

export PATH := $(CURDIR)/$(BIN):$(PATH)
export TF_CPP_MIN_LOG_LEVEL ?= 2
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick lint format build bench attacks faults soak class lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv and install the locked dependencies (PYTHON=python3.12 chooses the Python)
	@scripts/setup.sh

demo: setup ## Grade an invented class from end to end and show its reports
	@$(BIN)/autograder demo

test: lint ## Lint, types and all tests (ARGS="-k fcn" passes options to pytest)
	@$(PYTEST) $(APART) $(ARGS)

quick: lint ## Lint, types and the tests that take no more than a few seconds
	@$(PYTEST) -m "not slow" $(APART) $(ARGS)

lint: setup ## ruff and mypy
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make format': some files are not formatted" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

format: setup ## Format the code, and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

build: setup ## Build the learners' notebooks from the solution scripts
	@$(BIN)/autograder build

bench: setup ## Measure how fast grading is
	@$(BIN)/python -m tests.benchmarks

attacks: setup ## Let hostile submissions attack the grader (PEERS=1: other graders too)
	@$(BIN)/python -m tests.attacks $(if $(PEERS),--peers)

faults: setup ## Kill parts of a batch and of a cluster, fill the disk, and compare the reports
	@AUTOGRADER_KILLS=50 $(PYTEST) tests/test_faults.py tests/test_cluster.py -k "faults or kills"

soak: setup ## Grade 1,000 submissions through one fork server, and look for what they leave behind
	@AUTOGRADER_SOAK=1000 $(PYTEST) -n 0 tests/test_soak.py

class: setup ## Take thirty students and three topics through nbgrader's cycle, and compare every score
	@AUTOGRADER_CLASS=30 $(PYTEST) -n 0 tests/test_class.py

lock: setup ## Resolve pyproject.toml into constraints.txt (UPGRADE=1 takes the newest versions)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove .venv, caches and what the demo made
	@rm -rf .venv demo-class build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
