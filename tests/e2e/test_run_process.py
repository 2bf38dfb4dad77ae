"""The real `wetpalette run`, a process of its own: how it begins, how it refuses, how it ends."""

from __future__ import annotations

import http.server
import json
import logging
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import log
from core.persistence import migrate
from tests.e2e.test_command_line import COMMAND, Machine, refused

TOKEN = "MTIzNDU2.abcdef.this-is-the-secret-part"
TELEGRAM_TOKEN = "123456789:this_is-the-secret-part-0123456789ab"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "wetpalette.db"
    migrate.upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def machine(tmp_path: Path, template: Path, bytecode: Path) -> Machine:
    made = Machine(tmp_path / "machine", bytecode)
    made.data.mkdir(parents=True)
    shutil.copyfile(template, made.database)
    return made


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    """`run` called inside this process turns our loggers up."""
    yield
    for room in log.OURS:
        logging.getLogger(room).setLevel(logging.NOTSET)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def platform(answer: threading.Event | int) -> Iterator[str]:
    """The address of a chat platform that answers everything with a status, or nothing before the event."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def do_GET(self) -> None:
            if isinstance(answer, threading.Event):
                answer.wait(60)
                return
            body = json.dumps(
                {"message": "no", "code": 0, "ok": False, "error_code": answer, "description": "no"}
            ).encode()
            self.send_response(answer)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v10"
    finally:
        if isinstance(answer, threading.Event):
            answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


def last_words(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The sentence behind the log lines; no line and no word of it holds the token."""
    assert done.returncode == status, (done.returncode, done.stderr)
    assert "secret" not in done.stdout + done.stderr
    lines = done.stderr.splitlines()
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in logged)
    said = " ".join(" ".join(line for line in lines if not line.startswith("{")).split())
    assert said
    assert "Traceback" not in said
    return said


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def test_nothing_to_run_and_bad_settings_are_said_before_anything_is_opened(machine: Machine):
    assert "set discord.token or telegram.token in config.toml" in refused(machine.run("run"), 4)
    said = refused(machine.call("run", WETPALETTE_TELEGRAM__TOKEN="1:a", WETPALETTE_TELEGRAM__MODE="webhook"), 4)
    assert "telegram.mode is webhook, and web.port is not set" in said
    said = refused(machine.call("run", WETPALETTE_DISCORD__TOKEN=TOKEN, WETPALETTE_WEB__PORT="70000"), 4)
    assert "web.port" in said


def test_a_taken_port_is_said_to_be(machine: Machine):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = machine.run("run", WETPALETTE_DISCORD__TOKEN=TOKEN, WETPALETTE_WEB__PORT=port)
    assert f"Port {port} on 127.0.0.1 is taken" in last_words(done, 4)


TOKENS = {"discord": TOKEN, "telegram": TELEGRAM_TOKEN}


def only(name: str, base: str) -> dict[str, str]:
    """The variables for one platform, at an address."""
    return {f"WETPALETTE_{name.upper()}__TOKEN": TOKENS[name], f"WETPALETTE_{name.upper()}__API_BASE": base}


# One life each; the local Discord and Telegram turn away lives like these in the files beside this one at every run.


@pytest.mark.soak
@pytest.mark.parametrize("name", TOKENS)
def test_a_platform_that_is_away_is_said_to_be(machine: Machine, name: str):
    done = machine.run("run", **only(name, f"http://127.0.0.1:{closed_port()}/api/v10"))
    assert f"{name.title()} cannot be reached" in last_words(done, 7)


@pytest.mark.soak
@pytest.mark.parametrize("name", TOKENS)
def test_a_wrong_token_has_a_sentence_and_a_status_of_its_own(machine: Machine, name: str):
    with platform(401) as base:
        done = machine.run("run", **only(name, base))
    assert "does not know this token" in last_words(done, 8)


def test_two_platforms_of_which_one_refuses_end_with_its_sentence(machine: Machine):
    with platform(401) as refuses, platform(threading.Event()) as waits:
        done = machine.run("run", **only("discord", waits), **only("telegram", refuses))
    assert "Telegram does not know this token" in last_words(done, 8)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_while_it_connects_it_is_alive_and_not_ready_and_ends_when_told(machine: Machine, number: int):
    port = closed_port()
    with platform(threading.Event()) as base:
        environment = machine.environment | {
            "WETPALETTE_DISCORD__TOKEN": TOKEN,
            "WETPALETTE_DISCORD__API_BASE": base,
            "WETPALETTE_WEB__PORT": str(port),
        }
        with subprocess.Popen(
            [COMMAND, "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=machine.here,
            env=environment,
        ) as process:  # fmt: skip
            try:
                until = time.monotonic() + 60
                while get(f"http://127.0.0.1:{port}/healthz") != (200, "ok"):
                    assert process.poll() is None, process.communicate()
                    assert time.monotonic() < until
                    time.sleep(0.05)
                status, text = get(f"http://127.0.0.1:{port}/readyz")
                assert status == 503
                seen = json.loads(text)
                assert seen["database"] is True
                assert seen["ready"] is seen["intake"] is False
                status, text = get(f"http://127.0.0.1:{port}/metrics")
                assert status == 200
                assert re.search(r"^process_resident_memory_bytes \d", text, re.M)
                refused_second = machine.call("chat")
                assert f"process {process.pid}" in refused(refused_second, 7)
                process.send_signal(number)
                out, err = process.communicate(timeout=60)
            finally:
                process.kill()
        assert process.returncode == (0 if number == signal.SIGTERM else 130), err
        assert "secret" not in out + err


def test_the_doctor_sees_what_run_would_stumble_over(machine: Machine):
    fine = machine.call(
        "doctor",
        WETPALETTE_DISCORD__TOKEN=TOKEN,
        WETPALETTE_TELEGRAM__TOKEN=TELEGRAM_TOKEN,
        WETPALETTE_TELEGRAM__MODE="webhook",
        WETPALETTE_WEB__PORT=str(closed_port()),
        WETPALETTE_WEB__PUBLIC_URL="https://paint.example.org",
    )
    assert fine.returncode == 0, fine.stdout
    assert "There is a Discord token" in fine.stdout
    assert "There is a Telegram token" in fine.stdout
    assert "secret" not in fine.stdout
    assert "can listen on 127.0.0.1:" in fine.stdout
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = machine.call(
            "doctor",
            WETPALETTE_DISCORD__TOKEN="hush hush",
            WETPALETTE_DISCORD__API_BASE="discord.com",
            WETPALETTE_DISCORD__GATEWAY_URL="https://gateway",
            WETPALETTE_DISCORD__SHARD_IDS="0,5",
            WETPALETTE_DISCORD__SHARD_COUNT="2",
            WETPALETTE_TELEGRAM__TOKEN="hush:a",
            WETPALETTE_TELEGRAM__MODE="webhook",
            WETPALETTE_TELEGRAM__API_BASE="api.telegram.org",
            WETPALETTE_WEB__PORT=str(other.getsockname()[1]),
            WETPALETTE_WEB__PUBLIC_URL="paint",
        )
    said = " ".join(done.stdout.split())
    assert done.returncode == 1
    for words in (
        "does not look like a bot’s token",
        "discord.api_base must be an address",
        "discord.gateway_url must be an address",
        "discord.shard_ids must be between 0 and 1.",
        "telegram.token does not look like a bot’s token",
        "telegram.api_base must be an address",
        "cannot be listened on just now",
        "web.public_url must be an address",
    ):
        assert words in said
    assert said.count("web.public_url must be an address") == 1
    assert "hush" not in done.stdout
