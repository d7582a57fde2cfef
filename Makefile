# Every target works alone on a fresh clone: what it needs is made first.
# `make` lists them.

PYTHON ?= python3
PYTEST ?= .venv/bin/python -m pytest
PYTEST_ARGS ?=

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: help setup assets lock-assets demo tour test test-quick test-long test-postgres test-browser test-spark handbook-pictures check fix benchmark lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: .venv/.ready ## prepare .venv, nothing else

assets: frontend/node_modules/.ready ## fetch what browsers are served (style, font, HTMX), and what tests them

demo: .venv/.ready frontend/node_modules/.ready ## a made-up Halland on http://localhost:8000
	@scripts/demo

tour: .venv/.ready ## a guided tour of the command line on the real agreements
	@.venv/bin/python -m samsyn.command_line.tour

test: .venv/.ready frontend/node_modules/.ready ## everything that Python alone can run
	$(PYTEST) -n 2 -m "not postgres and not browser and not spark and not long" $(PYTEST_ARGS)

test-quick: .venv/.ready frontend/node_modules/.ready ## what runs in less than a minute
	$(PYTEST) -n 2 -m "not slow and not postgres and not browser and not spark and not long" $(PYTEST_ARGS)

test-long: .venv/.ready ## many generated examples, and big data
	HYPOTHESIS_PROFILE=long $(PYTEST) -n 2 -m "long and not postgres and not browser and not spark" $(PYTEST_ARGS)

test-postgres: .venv/.ready frontend/node_modules/.ready ## against PostgreSQL: DATABASE_URL, or a throw-away server
	scripts/postgres-for-tests $(PYTEST) -n 2 -m "postgres or (web and not long)" $(PYTEST_ARGS)

test-browser: .venv/.ready frontend/node_modules/.ready ## journeys in a real browser (needs Debian's chromium)
	$(PYTEST) -m "browser" $(PYTEST_ARGS)

handbook-pictures: .venv/.ready frontend/node_modules/.ready ## take the handbook's pictures anew (needs Debian's chromium)
	SAMSYN_HANDBOOK_PICTURES=1 $(PYTEST) tests/browser/test_handbook_pictures.py $(PYTEST_ARGS)

test-spark: .venv-spark/.ready ## against Spark SQL (an optional engine, in its own .venv-spark)
	.venv-spark/bin/python -m pytest -m "spark" $(PYTEST_ARGS)

check: .venv/.ready ## style, types and import contracts; changes nothing
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

fix: .venv/.ready ## format, and mend what can be mended
	.venv/bin/ruff check --fix-only
	.venv/bin/ruff format

benchmark: .venv-bench/.ready ## measure against other engines (in its own .venv-bench)
	.venv-bench/bin/python benchmarks/decisions.py

# The locks hold versions and hashes, never an address. `make lock UPGRADE=--upgrade` takes newer versions.
# A lock that comes out the same keeps its date, so that no environment is made anew for nothing.
UPGRADE ?=
COMPILE = ../.venv/bin/uv --no-config --system-certs pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --no-header --no-emit-index-url $(UPGRADE)
define remake_locks
remake() {
    touch -a "$$1"; cp -p "$$1" "$$1.before"
    $(COMPILE) --output-file "$$@"
    if cmp -s "$$1" "$$1.before"; then mv "$$1.before" "$$1"; else rm "$$1.before"; echo "requirements/$$1 is new"; fi
}
cd requirements
remake bootstrap.txt bootstrap.in
remake runtime.txt -c bootstrap.txt bootstrap.in ../pyproject.toml --extra web
remake development.txt -c runtime.txt bootstrap.in ../pyproject.toml --extra web development.in
remake benchmarks.txt -c runtime.txt bootstrap.in ../pyproject.toml benchmarks.in
remake spark.txt -c development.txt bootstrap.in ../pyproject.toml development.in spark.in
if grep -n '://' *.txt; then echo 'An address has crept into a lock.' >&2; exit 1; fi
endef
export remake_locks

lock: .venv/.bootstrapped ## remake requirements/*.txt from pyproject.toml and requirements/*.in
	@bash -euo pipefail -c "$${remake_locks}"

# The address in npm's lock is that of someone who asks for money; it is of no use to `npm ci`.
lock-assets: .venv/.ready ## remake frontend/package-lock.json from frontend/package.json
	$(NPM) install --package-lock-only
	@.venv/bin/python -c 'import json, pathlib; lock = pathlib.Path("frontend/package-lock.json"); held = json.loads(lock.read_text()); \
	[package.pop("funding", None) for package in held["packages"].values()]; lock.write_text(json.dumps(held, indent=2) + "\n")'
	@if grep -n '://' frontend/package-lock.json; then echo 'An address has crept into a lock.' >&2; exit 1; fi

clean: ## remove the environments and what the tools left behind
	rm -rf .venv .venv-bench .venv-spark frontend/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache


# ---- environments: pip fetches uv by its hash, uv fetches the rest by theirs ----

define new-environment
	@command -v $(PYTHON) >/dev/null || { echo "Samsyn needs Python 3.11 or later, and '$(PYTHON)' is not found. Try: make PYTHON=/path/to/python3.11 $(or $(MAKECMDGOALS),setup)" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Samsyn needs Python 3.11 or later, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=/path/to/python3.11 $(or $(MAKECMDGOALS),setup)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' cannot make environments: its venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements/bootstrap.txt
	@touch $@
endef

# uv does not read pip's settings. Where only pip knows the way to an index, pip does the work: slower, same hashes.
define install
	@echo "Installing $< into $(@D)"
	@$(@D)/bin/uv --no-config --system-certs pip sync --quiet --python $(@D)/bin/python --require-hashes $< \
	|| { echo 'uv could not install; trying pip, which is slower.' >&2; \
	     $(@D)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps -r $<; }
	@$(@D)/bin/uv --no-config pip install --quiet --python $(@D)/bin/python --no-index --no-deps --no-build-isolation -e .
	@touch $@
endef

.venv/.bootstrapped .venv-bench/.bootstrapped .venv-spark/.bootstrapped: requirements/bootstrap.txt
	$(new-environment)

.venv/.ready: requirements/development.txt pyproject.toml .venv/.bootstrapped
	$(install)

.venv-bench/.ready: requirements/benchmarks.txt pyproject.toml .venv-bench/.bootstrapped
	$(install)

.venv-spark/.ready: requirements/spark.txt pyproject.toml .venv-spark/.bootstrapped
	$(install)


# ---- what browsers are served: npm and node come with .venv, and run nothing of what they fetch ----

NPM = PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/npm --prefix frontend --no-progress --loglevel=error

frontend/node_modules/.ready: frontend/package-lock.json frontend/package.json frontend/.npmrc | .venv/.ready
	$(NPM) ci
	@touch $@
