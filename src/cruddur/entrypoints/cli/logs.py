"""What a running server says on stderr: lines for people at a terminal, JSON lines for everything else."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _FromLogging(logging.Handler):
    """Hands on what libraries log the standard way."""

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        structlog.get_logger(record.name).log(record.levelno, record.getMessage(), exc_info=record.exc_info)


def configure(level: str) -> None:
    """Send every log event of this process to stderr, from `level` on.

    An event never carries a message's text, a token or an e-mail: that is the caller's duty, and a test's.
    """
    is_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=_for_people() if is_terminal else _for_machines(),
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_FromLogging()]
    root.setLevel(max(LEVELS[level], logging.WARNING))  # libraries may warn, and nothing below


def _for_people() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(pad_event_to=0, exception_formatter=structlog.dev.plain_traceback),
    ]


def _for_machines() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),  # locals hold texts
        structlog.processors.JSONRenderer(serializer=_json),
    ]


def _json(event: dict[str, Any], **_: object) -> str:
    """Return one line; what JSON has no form for is written as text."""
    import msgspec

    return msgspec.json.encode(event, enc_hook=str).decode()
