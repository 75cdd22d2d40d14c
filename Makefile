# Two commands set everything up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
SITE := .venv-site
# Compiled modules are kept whatever the shell says: tests start hundreds of processes, which would each compile all anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test long lint style types layers compiled bench lock docs site image clean

demo: $(INSTALLED)
	$(BIN)/openvbc demo --output demo-output

# The tests are collected once while types are checked: each process that runs them would compile all of them anew.
# What fails there is told by the tests themselves.
test: style
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target types layers compiled
	$(BIN)/python -m pytest

# Full counts of property tests, fuzzers and regions. Takes long, and prints its figures.
long: $(INSTALLED) $(if $(shell command -v java),.spark)
	OPENVBC_FULL_COUNTS=1 $(BIN)/python -m pytest -m "" -rA

# Spark's server, of the client's version, for `make long`: the two packages cannot stand in one environment.
.spark: $(INSTALLED)
	$(PYTHON) -m venv .spark
	.spark/bin/python -m pip install --quiet "pyspark==$$($(BIN)/python -c 'import pyspark; print(pyspark.__version__)')"

# Types on one core, layers and pages on another.
lint: style
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target types layers

style: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

layers: $(INSTALLED)
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/write_generated_pages.py --check

compiled: layers
	$(BIN)/python -m pytest -n 0 --collect-only -qq >/dev/null || true

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
	$(BIN)/python docs/run_notebook.py

# The documentation as a site with search, in `site/built`; a link or a heading that is not there fails it.
site: $(SITE)/installed
	$(SITE)/bin/python docs/site.py site
	$(SITE)/bin/zensical build --strict --config-file site/mkdocs.yml

# A container image, where docker or podman runs; elsewhere that is said, and nothing is built.
image:
	@for builder in docker podman; do \
	  if $$builder info >/dev/null 2>&1; then \
	    $$builder build --tag openvbc . && $$builder run --rm openvbc --version; exit; \
	  fi; \
	done; echo "neither docker nor podman runs here: the image is not built"

# Locks for every supported Python and platform, hashes included. Needs `uv` on the path; only maintainers run it.
lock:
	uv pip compile pyproject.toml --universal -p 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra dev --universal -p 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -o requirements/development.txt
	uv pip compile pyproject.toml --extra site --universal -p 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -o requirements/site.txt

$(INSTALLED): pyproject.toml requirements/development.txt
	$(PYTHON) -c "import sys; sys.exit('OpenVBC needs Python 3.11 or newer; set PYTHON=...') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(INSTALLED)

$(SITE)/installed: requirements/site.txt
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python -m pip install --quiet --require-hashes -r requirements/site.txt
	touch $@

clean:
	rm -rf $(VENV) $(SITE) .spark site demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
