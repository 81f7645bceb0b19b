"""The vocabulary of ledgers written in the background (后台导出)."""

from __future__ import annotations

from policy.terms import Term


class ExportState(Term):
    """How far a ledger has come that is written while nobody waits for it."""

    WAITING = "waiting", "等待生成"
    RUNNING = "running", "生成中"
    READY = "ready", "可下载"
    FAILED = "failed", "未生成"
    EXPIRED = "expired", "已过期"
