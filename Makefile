# Two commands set everything up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
# Compiled modules are kept whatever the shell says: tests start hundreds of processes, which would each compile all anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test long lint types layers bench lock docs clean

demo: $(INSTALLED)
	$(BIN)/openvbc demo --output demo-output

test: lint
	$(BIN)/python -m pytest

# Full counts of property tests, fuzzers and regions. Takes long, and prints its figures.
long: $(INSTALLED)
	OPENVBC_FULL_COUNTS=1 $(BIN)/python -m pytest -m "" -rA

# Types on one core, layers and pages on another.
lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target types layers

types: $(INSTALLED)
	$(BIN)/mypy

layers: $(INSTALLED)
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/write_generated_pages.py --check

# `make bench` prints every timing; `make bench count risk` those of the parts named.
ifeq ($(firstword $(MAKECMDGOALS)),bench)
PARTS := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(PARTS)
$(PARTS):
	@:
endif

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks $(PARTS)

docs: $(INSTALLED)
	$(BIN)/python docs/write_generated_pages.py

# Locks for every supported Python and platform, hashes included. Needs `uv` on the path; only maintainers run it.
lock:
	uv pip compile pyproject.toml --universal -p 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra dev --universal -p 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -o requirements/development.txt

$(INSTALLED): pyproject.toml requirements/development.txt
	$(PYTHON) -c "import sys; sys.exit('OpenVBC needs Python 3.11 or newer; set PYTHON=...') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(INSTALLED)

clean:
	rm -rf $(VENV) demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
