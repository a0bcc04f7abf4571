"""Structured logs: one JSON line an event, rotated, with everything secret left out."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

_SECRET = (
    *("password", "passphrase", "token", "secret", "cookie", "recovery"),
    *("text", "envelope", "storage_state", "api_key"),
)
_LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}


def redact(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every key that can hold a secret."""
    for key in entry:
        if any(word in key.lower() for word in _SECRET):
            entry[key] = "[left out]"
    return entry


def start(folder: Path | None, verbosity: int = 0) -> None:
    """Log to stderr as asked, and to rotating files in the folder where there is one."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(_LEVELS[max(-1, min(verbosity, 2))])
    if folder is not None:
        file = RotatingFileHandler(folder / "engine.log", maxBytes=2_000_000, backupCount=5, encoding="utf-8")
        file.setLevel(logging.INFO)
        handlers.append(file)
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    line = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
    )
    root = logging.getLogger()
    root.handlers, root.level = handlers, logging.INFO if verbosity < 2 else logging.DEBUG
    for handler in handlers:
        handler.setFormatter(line)
    for noisy in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick left out while one runs is as meant
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
