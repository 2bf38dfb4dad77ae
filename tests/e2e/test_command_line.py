"""The command `wetpalette` as people run it, in a home and a folder of its own.

`Machine.run` starts a process, as a person does; `Machine.call` runs the same `main` inside this one, for everything
that a process of its own would not show better: starting one takes a second.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot import cli
from core.persistence import migrate

COMMAND = Path(sys.executable).with_name("wetpalette")
WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


class Machine:
    """Somebody's machine: a home, a folder to work in, and what they type."""

    def __init__(self, root: Path, bytecode: Path) -> None:
        self.root = root
        self.data = root / "data" / "wetpalette"
        self.here = root / "desk"
        self.here.mkdir(parents=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("WETPALETTE_", "PYTHON", "COV"))}
        drop = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES")
        self.environment = {k: v for k, v in kept.items() if k not in drop} | {
            "HOME": str(root),
            "XDG_DATA_HOME": str(root / "data"),
            "XDG_CONFIG_HOME": str(root / "config"),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        if sys.dont_write_bytecode:  # a machine on which nobody ran anything yet; compile once for all tests
            self.environment["PYTHONPYCACHEPREFIX"] = str(bytecode)

    def run(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *words],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=self.here,
            env=self.environment | environment,
            timeout=120,
            check=False,
        )

    def call(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """The same as `run`, without a process."""
        root, level = logging.getLogger(), logging.getLogger().level
        handlers = list(root.handlers)
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in [n for n in os.environ if n.startswith("WETPALETTE_")]:
                patch.delenv(name)
            for name, value in (self.environment | environment).items():
                patch.setenv(name, value)
            patch.chdir(self.here)
            patch.setattr(sys, "argv", ["wetpalette", *words])
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                cli.main()
            except SystemExit as end:
                status = int(end.code or 0)
            finally:
                for handler in set(root.handlers) - set(handlers):
                    handler.close()
                root.handlers[:] = handlers
                root.setLevel(level)
                logging.captureWarnings(False)
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    def prepared(self, template: Path) -> Machine:
        """With a database that was migrated before: most tests are not about that."""
        self.data.mkdir(parents=True)
        shutil.copyfile(template, self.data / "wetpalette.db")
        return self

    @property
    def database(self) -> Path:
        return self.data / "wetpalette.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "wetpalette.db"
    migrate.upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def empty_machine(tmp_path, bytecode) -> Machine:
    return Machine(tmp_path / "machine", bytecode)


@pytest.fixture
def machine(empty_machine, template) -> Machine:
    return empty_machine.prepared(template)


def refused(done: subprocess.CompletedProcess[str], status: int) -> str:
    """What a refusal says: on stderr, in a sentence, with its status and without a trace of our insides."""
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    said = " ".join(done.stderr.split())
    assert said
    assert "Traceback" not in done.stderr
    assert len(said) < 400
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.stderr)
    return said


def narrow(text: str) -> None:
    for line in text.splitlines():
        assert cell_len(line) <= 80, line


# --- the newcomer ---


def test_a_newcomer_gets_a_scheme_and_a_picture(empty_machine):
    done = empty_machine.run("try", WORDS)
    assert done.returncode == 0, done.stderr
    assert "It costs 3 tokens; you have 12." in done.stdout
    assert "3 tokens spent." in done.stdout
    assert "You have 9 tokens." in done.stdout
    assert re.search(r"Primary +\d+%  \w", done.stdout)
    assert "\x1b" not in done.stdout + done.stderr
    assert "Choosing colours …" in done.stderr
    narrow(done.stdout + done.stderr)
    code = re.search(r"^Code +(\w{8})$", done.stdout, re.M)[1]
    picture = empty_machine.here / f"wetpalette-{code}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"wetpalette-{code}.png" in done.stdout
    assert (empty_machine.data / "wetpalette.db.key").stat().st_mode & 0o077 == 0
    assert not list(empty_machine.data.glob("*.log")), "nothing to log, no log"


def test_the_same_seed_gives_the_same_scheme_with_or_without_colour(machine):
    plain = machine.call("try", WORDS, "--seed", "5", "--out", "plain.png")
    coloured = machine.call("try", WORDS, "--seed", "5", FORCE_COLOR="1", COLORTERM="truecolor")
    dull = machine.call("try", WORDS, "--seed", "5", FORCE_COLOR="1", NO_COLOR="1")
    assert (machine.here / "plain.png").exists()
    assert "\x1b[48;2;" in coloured.stdout
    assert "\x1b[48" not in dull.stdout
    bare = re.compile(r"\x1b\[[\d;]*m")
    names = [re.findall(r"#[0-9A-F]{6}", bare.sub("", done.stdout)) for done in (plain, coloured, dull)]
    assert len(names[0]) == 6
    assert names[0] == names[1] == names[2]
    narrow(bare.sub("", coloured.stdout))


def test_options_are_heard(machine):
    done = machine.call(
        "try", "bone and rust", "--faction", "risen dead", "--mood", "grim", "--style", "dry brush",
        "--colours", "4", "--brand", "GW", "--tier", "fast", "--out", str(machine.here),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"#[0-9A-F]{6}", done.stdout)) == 4
    assert "Citadel" in done.stdout
    assert ", fast" in done.stdout
    assert len(list(machine.here.glob("wetpalette-*.png"))) == 1


# --- bad input ---


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("",), "Describe what you want"),
        (("x " * 5000,), "9,999 characters"),
        (("🎨👻🖌️",), "no words"),
        (("אבירים אדומים עם זהב",), "English"),
        (("red \x1b[31mknights\x07",), "control characters"),
        (("<b>red</b> [bold]knights[/bold]",), "markup"),
        ((), "Describe what you want to paint"),
        (("red", "--colours", "many"), "--colours"),
        (("red", "--colour", "5"), "No such option"),
    ],
    ids=["empty", "long", "emoji", "right-to-left", "control", "markup", "missing", "number", "option"],
)
def test_descriptions_that_cannot_be_used_cost_nothing_and_make_nothing(empty_machine, words, says):
    done = empty_machine.call("try", *words)
    assert says in refused(done, 2)
    assert done.stdout == ""
    assert not empty_machine.database.exists()


@pytest.mark.parametrize(
    ("words", "says"), [(("אבירים אדומים עם זהב",), "English"), (("red", "--colours", "many"), "--colours")]
)
def test_a_process_ends_with_the_same_words(empty_machine, words, says):
    """Two of those above, one by our code and one by the parser's: as they leave the process."""
    done = empty_machine.run("try", *words)
    assert says in refused(done, 2)
    assert done.stdout == ""
    assert not empty_machine.database.exists()


@pytest.mark.parametrize(
    ("option", "word", "says"),
    [
        ("--brand", "Vallejjo", "Did you mean Vallejo"),
        ("--mood", "grimdrak", "Did you mean grimdark"),
        ("--faction", "risen ded", "Did you mean risen dead"),
    ],
)
def test_unknown_words_are_told_their_neighbours(machine, option, word, says):
    assert says in refused(machine.call("try", WORDS, option, word), 2)


def test_without_tokens_the_next_claim_and_the_way_to_more_are_named(machine):
    for _round in range(4):
        assert machine.call("try", WORDS).returncode == 0
    said = refused(machine.run("try", WORDS), 3)
    assert "That costs 3 tokens and you have 0. Nothing was taken." in said
    assert "2 tokens wait for you today: /daily in `wetpalette chat`." in said
    assert "wetpalette admin grant 20" in said
    machine.call("chat", stdin="/daily\n")
    said = refused(machine.call("try", WORDS), 3)
    assert re.search(r"The next claim is at \d+ \w+ \d{4}, 00:00 UTC", said)
    assert "23 now" not in said
    granted = machine.call("admin", "grant", "20")
    assert granted.stdout == "20 tokens more: 22 now.\n"
    assert machine.call("try", WORDS).returncode == 0
    audit = machine.call("audit")
    assert audit.returncode == 0
    assert "Every row agrees with the facts." in audit.stdout


@pytest.mark.parametrize("amount", ["0", "-5", "1.5", "many", "99999999999999999999"])
def test_grants_are_whole_positive_and_bounded(machine, amount):
    refused(machine.call("admin", "grant", "--", amount), 2)


# --- places that cannot be written (a path below a file: no user, not even root, can write there) ---


def test_a_picture_that_could_not_be_kept_is_not_paid_for(machine):
    blocker = machine.here / "file"
    blocker.write_text("x")
    for out in (blocker / "deep.png", machine.here / "nowhere" / "x.png"):
        assert "There is no folder" in refused(machine.call("try", WORDS, "--out", str(out)), 6)
    assert "You have 12 tokens" in machine.call("chat", stdin="").stdout


def test_a_data_folder_that_cannot_be_written_is_said_to_be(empty_machine):
    blocker = empty_machine.root / "blocker"
    blocker.write_text("x")
    said = refused(empty_machine.run("try", WORDS, XDG_DATA_HOME=str(blocker)), 5)
    assert "blocker" in said
    assert "cannot be written" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_in_a_folder_that_cannot_be_written_the_picture_goes_to_the_data_folder(machine):
    machine.here.chmod(0o500)
    done = machine.call("try", WORDS)
    machine.here.chmod(0o700)
    assert done.returncode == 0
    assert len(list(machine.data.glob("wetpalette-*.png"))) == 1


# --- databases ---


def test_a_broken_database_is_said_to_be_and_left_alone(machine):
    machine.database.write_bytes(b"this is no database " * 500)
    before = machine.database.read_bytes()
    said = refused(machine.run("try", WORDS), 5)
    assert "damaged or is not a Wetpalette database" in said
    assert machine.database.read_bytes() == before
    assert machine.call("doctor").returncode == 1


def test_a_newer_database_is_not_touched(machine):
    with sqlite3.connect(machine.database) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    for words in (("try", WORDS), ("chat",), ("audit",), ("migrate",)):
        assert "a newer version made it" in refused(machine.call(*words), 5)


def test_a_lost_key_is_said_to_be(machine):
    assert machine.call("try", WORDS).returncode == 0
    (machine.data / "wetpalette.db.key").unlink()
    assert "key file" in refused(machine.call("try", WORDS), 5)


def test_the_second_conversation_on_a_file_is_refused(machine):
    with subprocess.Popen(
        [COMMAND, "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=machine.here, env=machine.environment
    ) as first:
        assert b"Say what you want" in first.stdout.readline()
        said = refused(machine.call("chat"), 7)
        assert f"process {first.pid}" in said
        assert machine.call("try", WORDS).returncode == 0, "every other command works beside it"
        first.communicate(b"/quit\n", timeout=60)
    assert first.returncode == 0


# --- configuration ---


def test_a_bad_configuration_names_the_key_and_the_line(machine):
    path = machine.here / "config.toml"
    path.write_text('[discord]\ntoken = "x"\nshard_count = "two"\n')
    said = refused(machine.run("try", WORDS), 4)
    assert "config.toml, line 3: discord.shard_count: it must be a whole number." in said
    path.write_text("[storage]\nurl = oops\n")
    assert "line 2" in refused(machine.call("chat"), 4)
    assert machine.call("doctor").returncode == 1
    path.unlink()
    assert "no configuration file" in refused(machine.call("--config", "none.toml", "try", WORDS), 4)
    assert "WETPALETTE_WEB__PORT" in refused(machine.call("try", WORDS, WETPALETTE_WEB__PORT="x"), 4)
    url = {"WETPALETTE_STORAGE__URL": "mysql://localhost/x"}
    assert "storage.url must be" in refused(machine.call("try", WORDS, **url), 5)
    engine = {"WETPALETTE_GENERATION__ENGINE": "openai"}
    assert "does not have yet" in refused(machine.call("try", WORDS, **engine), 4)


def test_the_doctor_says_what_there_is_and_that_all_is_well(machine):
    done = machine.call("doctor", WETPALETTE_DISCRD__TOKEN="secret-token")
    assert done.returncode == 0, done.stdout
    assert "All is well." in done.stdout
    assert "WETPALETTE_DISCRD__TOKEN sets nothing" in done.stdout.replace("\n", " ").replace("  ", " ")
    assert "secret-token" not in done.stdout
    narrow(done.stdout)


def test_migrate_and_keys(empty_machine, template):
    first = empty_machine.call("migrate")
    assert first.returncode == 0
    assert f"revision {migrate.head()}" in first.stdout
    assert "up to date" in empty_machine.call("migrate").stdout
    key = empty_machine.call("keys", "new").stdout.strip()
    assert len(key) == 44
    painted = empty_machine.call("try", WORDS)
    code = re.search(r"^Code +(\w{8})$", painted.stdout, re.M)[1]
    before = (empty_machine.data / "wetpalette.db.key").read_text()
    rotated = empty_machine.call("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert (empty_machine.data / "wetpalette.db.key").read_text() != before
    assert code in empty_machine.call("chat", stdin=f"/schemes show {code}\n").stdout


# --- the conversation through a pipe ---


def test_a_conversation_through_a_pipe_can_be_read(machine):
    lines = (
        "/help", WORDS, "1", "/schemes", "1", "/history", "/costs", "/daily", "/blance", "77", "/about", "/quit",
        "/help",
    )  # fmt: skip
    done = machine.run("chat", stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "> /help" in said
    assert "Shall I paint that?" in said
    assert "1 Paint it (3 tokens)    2 Not now" in said
    assert "3 tokens spent." in said
    assert "Choosing colours …" in said
    assert "A paint scheme, −3, 9 left" in said
    assert "Did you mean /balance?" in said
    assert "There is no such button" in said
    assert said.count("> /help") == 1, "what comes after /quit is not read"
    assert "\x1b" not in said
    assert len(list(machine.here.glob("wetpalette-*.png"))) == 1
    narrow(said)
    star = re.search(r"(\d+) Favourite", said)[1]
    assert "Kept among your favourites" in machine.call("chat", stdin=f"/schemes\n1\n{star}\n").stdout


def test_an_export_is_put_beside_you(machine):
    done = machine.call("chat", stdin="/history\n1\n")
    assert "wetpalette-history.csv" in done.stdout
    assert (machine.here / "wetpalette-history.csv").read_text().startswith("at,account,kind")


def test_bytes_that_are_no_text_are_survived(machine):
    done = subprocess.run(
        [COMMAND, "chat"], input=b"\xff\xfe red\n/balance\n", capture_output=True, cwd=machine.here,
        env=machine.environment, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"You have 12 tokens" in done.stdout


def test_ctrl_c_while_it_paints_gives_the_tokens_back(machine):
    """Stopped at a random moment, there is a scheme that was paid for, or neither."""
    process = subprocess.Popen(
        [COMMAND, "try", WORDS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=machine.here,
        env=machine.environment,
    )  # fmt: skip
    assert "It costs" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    left = machine.call("chat", stdin="").stdout
    if process.returncode == 130:
        assert "Stopped. 0 tokens were charged; you have 12 tokens." in " ".join(err.split())
        assert "You have 12 tokens" in left
    else:
        assert process.returncode == 0
        assert "3 tokens spent." in out
        assert "You have 9 tokens" in left
    assert machine.call("audit").returncode == 0


def test_a_reader_who_has_seen_enough_is_no_failure(machine):
    with subprocess.Popen(
        [COMMAND, "try", WORDS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=machine.here,
        env=machine.environment,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "broke" not in said
    assert len(list(machine.here.glob("wetpalette-*.png"))) == 1, "what was paid for is there"


def test_version_and_help(empty_machine):
    assert re.fullmatch(r"wetpalette \d+\.\d+\.\d+\n", empty_machine.run("--version").stdout)
    helped = empty_machine.run("--help")
    assert helped.returncode == 0
    commands = re.findall(r"^  ?(\w+) {2,}", helped.stdout, re.M)
    assert {"try", "chat", "run", "doctor"} <= set(commands)
    assert empty_machine.run().returncode == 2
    narrow(helped.stdout)
