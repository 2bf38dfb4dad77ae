"""The log: found under an incident's number, without a word of what people wrote."""

from __future__ import annotations

import json
import logging

import pytest

from bot import log
from bot.screens.refusals import fault


@pytest.fixture(autouse=True)
def _as_it_was():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for room in log.OURS:
        logging.getLogger(room).setLevel(logging.NOTSET)
    logging.captureWarnings(False)


def written(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_incident_is_found_by_its_number_with_places_and_no_content(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    log.configure()
    try:
        try:
            raise ValueError("my secret description")
        except ValueError as inner:
            raise RuntimeError("token sk-123") from inner
    except RuntimeError as error:
        card = fault(error, platform="terminal")
    (line,) = written(tmp_path / "wetpalette" / "wetpalette.log")
    assert line["incident"] == card.incident
    assert line["platform"] == "terminal"
    assert [e["error"] for e in line["errors"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert "test_surfaces_log.py" in line["errors"][0]["at"][0]
    text = json.dumps(line)
    assert "secret" not in text
    assert "sk-123" not in text


def test_a_quiet_run_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    log.configure()
    logging.getLogger("core").info("nothing worth a line")
    assert list(tmp_path.iterdir()) == []


def test_a_named_file_and_stderr_get_everything(tmp_path, capsys):
    log.configure(verbose=True, file=tmp_path / "named.log")
    logging.getLogger("core").info("began", extra={"stage": "colours"})
    assert written(tmp_path / "named.log")[0]["stage"] == "colours"
    assert json.loads(capsys.readouterr().err)["event"] == "began"


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    log.configure(file=blocker / "deep.log")
    logging.getLogger("core").error("lost")


def test_of_a_library_only_its_own_sentence_and_its_numbers_are_kept(tmp_path):
    log.configure(file=tmp_path / "service.log", service=True)
    library = logging.getLogger("discord.http")
    library.warning("Rate limited: %s %s, again in %.2f s", "PATCH", "/webhooks/1/the-token/messages", 1.5)
    library.info("Shard %s has connected (session %s).", 0, "the-session")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError('the words')")
    library.error("Ignoring exception in %r", object(), exc_info=ValueError("the words"))
    library.warning("%(a)s and a broken one %d", {"a": "the words"})
    logging.getLogger("bot.run").info("started with %s", "discord")
    lines = written(tmp_path / "service.log")
    assert [line["event"] for line in lines] == [
        "Rate limited: … …, again in 1.50 s",
        "Task exception was never retrieved",
        "Ignoring exception in '…'",
        "%(a)s and a broken one %d",
        "started with discord",
    ]
    assert "the-" not in json.dumps(lines)
    assert "the words" not in json.dumps(lines)
