"""What an operator can measure of a running process, in Prometheus' text.

Label values come from the closed lists below; anything else is counted as "other", so that nothing a person wrote and
no id can become a label. The methods cost about a microsecond and never raise: a figure is never worth an answer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder

OTHER: Final = "other"

PLATFORMS: Final = frozenset({"discord", "telegram", "terminal"})

COMMANDS: Final = frozenset(
    {
        # words that are typed, without their subcommands
        *("paintscheme", "nickname", "schemes", "paints", "likes", "collection", "gallery"),
        *("balance", "daily", "history", "costs", "usage", "buy", "subscription", "gift"),
        *("preferences", "privacy", "link", "server", "status", "help", "about"),
        *("start", "terms", "support", "paysupport"),
        # what is pressed, filled in, sent or asked for while typing
        *("button", "select", "modal", "message", "photo", "autocomplete", "context_menu"),
    }
)

OUTCOMES: Final = frozenset({"done", "refused", "failed", "stopped", "late", "lost"})
"""How a command ended. late: it arrived too old to be answered and was dropped; lost: the answer could not be sent."""

ENGINES: Final = frozenset({"embedded", "openai"})

GENERATED: Final = frozenset({"stored", "refused", "failed", "stopped", "handed_over"})
"""How a generation ended. handed_over: another process goes on with it."""

WRITTEN: Final = frozenset({"committed", "refused", "unavailable", "failed"})
"""How a write ended. refused: the ledger said no, for instance to a hold on tokens that are not there."""

KINDS: Final = frozenset({"scheme_ready", "scheme_failed", "scheme_finished", "daily_ready"})
"""What goes through the outbox."""

BROUGHT: Final = frozenset({"delivered", "later", "undeliverable", "failed"})

_FAST: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_ACKNOWLEDGED: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
"""Discord drops an interaction that was not acknowledged after 3 seconds."""
_GENERATED: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)


class Metrics:
    """The counters and histograms of one process, in a registry of their own.

    Attributes:
        registry: what `/metrics` shows; later rooms may add collectors.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._commands = Counter(
            "wetpalette_commands",
            "Commands, buttons and other things people asked for, by how they ended",
            ("platform", "command", "outcome"),
            registry=self.registry,
        )
        self._acknowledged = self._histogram(
            "wetpalette_acknowledgement_age_seconds",
            "From the moment a person acted, by the platform's clock, to our first answer",
            ("platform",),
            _ACKNOWLEDGED,
        )
        self._generated = self._histogram(
            "wetpalette_generation_seconds",
            "From an accepted request to the stored scheme, or to its other end",
            ("engine", "outcome"),
            _GENERATED,
        )
        self._ledger = self._histogram(
            "wetpalette_ledger_write_seconds",
            "Transactions that touch wallets, from being handed in to being on the disk",
            ("outcome",),
            _FAST,
        )
        self._outbox = Counter(
            "wetpalette_outbox_messages",
            "Attempts to bring a message to a person who was not waiting",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self._lag = Histogram(
            "wetpalette_event_loop_lag_seconds",
            "How much later than asked the event loop came back",
            buckets=_FAST,
            registry=self.registry,
        )

    def command(self, platform: str, command: str, outcome: str) -> None:
        """Count something a person asked for.

        Args:
            platform: one of `PLATFORMS`.
            command: one of `COMMANDS`; of a command with subcommands ("schemes recent") the first word counts.
            outcome: one of `OUTCOMES`.
        """
        word = command.split(" ", 1)[0]
        self._commands.labels(_of(PLATFORMS, platform), _of(COMMANDS, word), _of(OUTCOMES, outcome)).inc()

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Note how old something was, in seconds, when it was first answered."""
        self._acknowledged.labels(_of(PLATFORMS, platform)).observe(max(seconds, 0.0))

    def generated(self, engine: str, seconds: float, outcome: str) -> None:
        """Note how long a generation took; `outcome` is one of `GENERATED`."""
        self._generated.labels(_of(ENGINES, engine), _of(GENERATED, outcome)).observe(max(seconds, 0.0))

    def ledger_write(self, seconds: float, outcome: str) -> None:
        """Note how long a transaction that touches wallets took; `outcome` is one of `WRITTEN`."""
        self._ledger.labels(_of(WRITTEN, outcome)).observe(max(seconds, 0.0))

    def outbox(self, kind: str, outcome: str) -> None:
        """Count an attempt to deliver a message; `kind` is one of `KINDS`, `outcome` one of `BROUGHT`."""
        self._outbox.labels(_of(KINDS, kind), _of(BROUGHT, outcome)).inc()

    def loop_lag(self, seconds: float) -> None:
        """Note how much later than asked the event loop came back."""
        self._lag.observe(max(seconds, 0.0))

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """Everything as text in the format that an Accept header prefers, and its content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type

    def _histogram(
        self, name: str, documentation: str, labels: tuple[str, ...], buckets: tuple[float, ...]
    ) -> Histogram:
        return Histogram(name, documentation, labels, buckets=buckets, registry=self.registry)


def _of(words: Collection[str], word: str) -> str:
    return word if word in words else OTHER
