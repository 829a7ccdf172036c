# Everything starts here.  `make demo` needs Python 3.11 or newer and a package registry, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := src tests bench tools
TEST_PID := .tongban/test-postgres/postmaster.pid

.PHONY: demo test check bench mutants clean lint types contracts unit browser help
.DEFAULT_GOAL := help
# Each start reads some 1,800 modules; without their compiled forms a process takes 2 s longer.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo   run the platform with sample data"
	@echo "make test   all tests"
	@echo "make check  lint, types, import rules, migrations, OpenAPI and all tests"
	@echo "make bench  figures of speed and size"
	@echo "make mutants  how many changes of the rules the tests notice; MUTANTS names some"
	@echo "make clean  remove the environment and all data of the demo"

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "tongban: Python 3.11 or newer is needed; set PYTHON=/path/to/it (found: $$($(PYTHON) --version 2>&1))"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "tongban: this Python cannot make a venv; install its venv package"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv -c constraints.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@exec $(BIN)/python -m tongban.project.cli demo

test: $(VENV)/.developed
	@$(BIN)/python -m pytest -n 4 --dist loadfile

check: lint types contracts test

lint: $(VENV)/.developed
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: $(VENV)/.developed
	$(BIN)/mypy src tests

contracts: $(VENV)/.developed
	$(BIN)/lint-imports
	$(BIN)/python -m tongban.project.manage makemigrations --check --dry-run
	$(BIN)/python tools/openapi.py --check

bench: $(VENV)/.developed
	@$(BIN)/python -m bench

# In an environment of its own: what changes processes' names has no place beside the other tests.
$(VENV)-mutants/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-mutants
	@$(BIN)/uv pip install --quiet --python $(VENV)-mutants/bin/python -c constraints.txt -e '.[dev,mutants]'
	@touch $@

mutants: $(VENV)-mutants/.installed
	@$(VENV)-mutants/bin/python tools/mutants.py $(MUTANTS)

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m tongban.project.cli stop || true; fi
	@if [ -f $(TEST_PID) ]; then kill -INT $$(head -1 $(TEST_PID)) 2>/dev/null && sleep 2 || true; fi
	@rm -rf $(VENV) $(VENV)-mutants .tongban mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
