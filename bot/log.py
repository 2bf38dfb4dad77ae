"""Logging: structured lines without content or secrets, in a file of the data folder, on stderr only when asked for.

Rooms log through the standard library. What formats the lines (structlog) is loaded when there is a first line to
write; most runs write none. A traceback is logged as the places it went through and the kind of each error: an error's
own text may hold what a person wrote, so it stays out. Of other people's libraries only the sentence is kept that
stands in their source, with its numbers: what they put into it may be a message, an address with a token, or a name.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from bot.settings import data_folder

MAX_BYTES = 1_000_000
KEPT = 2
OURS = ("bot", "payments", "core", "migrations")


def configure(*, verbose: bool = False, file: Path | None = None, service: bool = False) -> None:
    """Send warnings and worse to the log file, or everything to the file named here and, when asked, to stderr.

    Args:
        verbose: lines of INFO go to stderr, from libraries also.
        file: the log file; the one in the data folder when None.
        service: a process that runs for long: what we do goes to stderr, of libraries their warnings only, for what
            they say in between is of sessions and addresses.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    target = file or default_file()
    root.addHandler(_ready(_LateFile(target), logging.INFO if file else logging.WARNING))
    if verbose or service:
        root.addHandler(_ready(logging.StreamHandler(sys.stderr), logging.INFO))
    root.setLevel(logging.INFO if (verbose or file) and not service else logging.WARNING)
    for room in OURS:
        logging.getLogger(room).setLevel(logging.INFO if service else logging.NOTSET)
    logging.captureWarnings(True)


def default_file() -> Path:
    """Where incidents are written unless another file is named."""
    return data_folder() / "wetpalette.log"


def _ready(handler: logging.Handler, level: int) -> logging.Handler:
    handler.setLevel(level)
    handler.setFormatter(_LateFormatter())
    return handler


class _LateFile(logging.handlers.RotatingFileHandler):
    """A file that is made with its first line; a folder that cannot be written costs the line, never the work."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            return

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the base class's name
        """Nothing to be done, and nobody to be told: the answer itself goes on."""


class _LateFormatter(logging.Formatter):
    """Builds structlog's formatter at the first line."""

    _inner: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        if self._inner is None:
            self._inner = _structured()
        return self._inner.format(record if record.name.split(".", 1)[0] in OURS else _bare(record))


def _bare(record: logging.LogRecord) -> logging.LogRecord:
    """A library's record with nothing but numbers in the sentence of its source, and no more than its first line."""
    bare = logging.makeLogRecord(record.__dict__)
    sentence = str(record.msg).split("\n", 1)[0]
    values = record.args if isinstance(record.args, tuple) else ()
    try:
        bare.msg = sentence % tuple(v if isinstance(v, int | float) else "…" for v in values) if values else sentence
    except (TypeError, ValueError):
        bare.msg = sentence
    bare.args = None
    return bare


def _structured() -> logging.Formatter:
    import structlog  # noqa: PLC0415  80 ms that most runs need not spend

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _places_only,
            structlog.processors.JSONRenderer(default=str),
        ],
    )


def _places_only(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by the chain of its kinds and the places it went through."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return event
    chain = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        places = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(current.__traceback__)]
        chain.append({"error": f"{kind.__module__}.{kind.__qualname__}", "at": places})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    event["errors"] = chain
    return event
