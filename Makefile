# make help says what there is. Needs Python 3.11 or later and make; everything else is fetched once.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
JOBS ?= 2
.DEFAULT_GOAL := help

help: ## 列出全部目标
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

run: .venv/runtime ## 准备数据库并启动，地址 http://127.0.0.1:$PORT（缺省8000）
	@exec $(BIN)/python serve.py

setup: .venv/runtime .venv/development ## 装好运行和开发所需的全部

migrate: .venv/runtime ## 把数据库升级到当前表结构
	@$(BIN)/flask --app app db upgrade

test: .venv/development ## 全部测试：SQLite、PostgreSQL、浏览器，然后 make check
	@$(BIN)/python -m tests.everything -n $(JOBS)
	@$(MAKE) --no-print-directory check

lint: check

check: .venv/development ## ruff 和 mypy --strict
	$(BIN)/ruff check .
	$(BIN)/mypy --strict policy access workflow

bench: .venv/development ## 性能测试，结果写入 docs/bench.md
	$(PIP) -r requirements-bench.txt
	$(BIN)/python -m tests.bench $(ARGS)

mutate: .venv/development ## 变异测试policy/，结果写入 docs/mutation.md
	$(PIP) -r requirements-mutation.txt
	$(BIN)/python -m tests.mutation

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 以上（含 venv 模块）：apt-get install python3 python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/python
	@echo "正在安装运行所需的库……"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@echo "正在安装开发和测试所需的库……"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.PHONY: help run setup migrate test check lint bench mutate
