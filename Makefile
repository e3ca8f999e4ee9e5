# Two commands need nothing before them: `make audit` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
READY := $(VENV)/ready
ifdef UV
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
endif

.PHONY: audit review test test-slow pages browser library flows peers spark bench gates lab site picture lint format lock clean

audit: $(READY)
	$(BIN)/tallystick audit examples/zhambyl/engagement.toml --out runs

# The review workbench on the bundled example with two runs and a decision; the audits take two minutes, once.
review: $(READY)
	mkdir -p runs
	$(BIN)/python examples/two_runs.py runs/review > runs/review.txt
	$(BIN)/python examples/decided_case.py $$(head -1 runs/review.txt) runs/review/case
	$(BIN)/tallystick review $$(cat runs/review.txt) --at runs/review/case

# The quick plan of the policy lab and its page, runs/lab/lab.html: docs/lab.md.
lab: $(READY)
	$(BIN)/tallystick lab examples/lab/plan.toml --out runs/lab --quick --jobs 2
	$(BIN)/tallystick lab show runs/lab --gates docs/worlds/gates_lab.json

# A file of tests goes to one process, those that take longest first: tests/conftest.py.
TWO := -n 2 --dist loadgroup --no-loadscope-reorder

test: $(READY)
	$(BIN)/pytest $(TWO)

test-slow: $(READY)
	$(BIN)/pytest $(TWO) -m slow

# Commands and examples of the pages that take longer than those in `make test`.
pages: $(READY)
	$(BIN)/pytest $(TWO) -m slow tests/docs

# The packages by which letters open in a browser, none of them part of the program (docs/channel.md); `make browser` says so without them.
PACKAGES := age-encryption@0.3.1 @noble/ciphers@2.1.1 @noble/curves@2.0.1 @noble/hashes@2.0.1 @noble/post-quantum@0.5.4 @scure/base@2.0.0
library:
	mkdir -p build/library
	cd build/library && npm pack --silent $(PACKAGES)

# What a browser makes of the report: its printed pages, and what axe says of it; skipped without Chromium.
browser: $(READY)
	$(BIN)/pytest -m 'slow or not slow' tests/report/test_report_browser.py tests/report/test_report_axe.py tests/report/test_report_printed.py tests/review/test_browser.py tests/review/test_room_browser.py tests/review/test_passkeys_browser.py tests/review/test_letters_browser.py tests/intake/test_channel_browser.py tests/intake/test_channel_flows.py
	$(BIN)/pytest -m slow tests/review/test_flows.py -k 'not another_setting'

# Every flow over the pages of the workbench, with script on and off, at two widths, in two languages, and by keyboard.
flows: $(READY)
	$(BIN)/pytest $(TWO) -m slow tests/review/test_flows.py

# The public tests that `tallystick calibrate` shows beside ours; docs/engines.md tells their licences.
peers: $(READY)
	$(INSTALL) --require-hashes -r requirements-peers.txt

# The second engine, on which every check is held to the same answers; docs/engines.md.
spark: $(READY)
	$(INSTALL) --require-hashes -r requirements-spark.txt

# Which published figures the worlds and the lab's model meet: docs/worlds.md.
gates: $(READY)
	$(BIN)/python -m benchmarks.gates.counts --json docs/worlds/gates_counts.json
	$(BIN)/python -m benchmarks.gates.lab --json docs/worlds/gates_lab.json

# Every number of docs/benchmarks.json, measured on this machine; it takes hours. For two minutes:
# make bench BENCH="--quick --out runs"
bench: $(READY)
	$(INSTALL) --require-hashes -r requirements-spark.txt
	$(INSTALL) --require-hashes -r requirements-bench.txt
	$(BIN)/python -m benchmarks.speed --out docs $(BENCH)

# The site of the documentation, its links strict, in build/site; Material for MkDocs has an environment of its own.
site: $(READY)
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	$(BIN)/python -m docs_site --out build/pages
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet

# The picture in the README, taken anew of the bundled example's report; it takes Chromium.
picture: $(READY)
	$(BIN)/python -m docs_site.picture

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tallystick needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif
	$(INSTALL) --require-hashes -r requirements-dev.txt
	$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

lock:
	uv lock --quiet --upgrade
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --no-default-groups -o requirements.txt > /dev/null
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --extra sqlite --extra postgresql --group dev -o requirements-dev.txt > /dev/null
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --only-group peers -o requirements-peers.txt > /dev/null
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --only-group spark -o requirements-spark.txt > /dev/null
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --only-group bench -o requirements-bench.txt > /dev/null
	uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --only-group docs -o requirements-docs.txt > /dev/null
	rm -f uv.lock

clean:
	rm -rf $(VENV) .venv-docs build runs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
