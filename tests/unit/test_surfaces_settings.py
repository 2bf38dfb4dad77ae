"""Settings: where they come from, which wins, and that every mistake names its key and its line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot import settings
from core.errors import Misconfigured

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch, tmp_path):
    for name in list(settings.os.environ):
        if name.startswith("WETPALETTE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def keys_in(table: dict[str, object], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, value in table.items():
        keys += keys_in(value, f"{prefix}{name}.") if isinstance(value, dict) else [prefix + name]
    return keys


def test_the_example_holds_every_key_of_the_model_and_no_other():
    assert sorted(keys_in(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))) == sorted(settings.keys_of())


def test_the_example_explains_every_key_and_shows_the_defaults():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    blocks = "\n".join(lines).split("\n\n")
    for block in blocks:
        if any(line and not line.startswith(("#", "[")) for line in block.splitlines()):
            assert any(line.startswith("# ") for line in block.splitlines()), block
    assert settings.load(EXAMPLE) == settings.Settings()


def test_a_new_machine_needs_no_file(tmp_path):
    loaded = settings.load()
    assert loaded.database_url == f"sqlite+aiosqlite:///{tmp_path}/data/wetpalette/wetpalette.db"
    assert loaded.generation.engine == ""
    assert loaded.shop.discord == ["stripe"]


def test_a_variable_wins_over_the_file_and_keeps_its_neighbours(tmp_path, monkeypatch):
    path = write(tmp_path, '[discord]\ntoken = "from-file"\nshard_count = 2\n')
    monkeypatch.setenv("WETPALETTE_DISCORD__TOKEN", "from-variable")
    loaded = settings.load(path)
    assert loaded.discord.token.get_secret_value() == "from-variable"
    assert loaded.discord.shard_count == 2


@pytest.mark.parametrize("value", ["0,1", " 0 , 1 ", "[0, 1]"])
def test_lists_in_variables_take_commas_and_json(monkeypatch, value):
    monkeypatch.setenv("WETPALETTE_DISCORD__SHARD_IDS", value)
    assert settings.load().discord.shard_ids == [0, 1]


def test_the_file_is_found_by_argument_variable_folder_and_home(tmp_path, monkeypatch):
    home = tmp_path / "config" / "wetpalette"
    home.mkdir(parents=True)
    own = write(home, "[web]\nport = 1\n")
    assert settings.config_path() == own
    here = write(tmp_path, "[web]\nport = 2\n")
    assert settings.load().web.port == 2
    named = tmp_path / "named.toml"
    named.write_text("[web]\nport = 3\n", encoding="utf-8")
    monkeypatch.setenv("WETPALETTE_CONFIG", str(named))
    assert settings.load().web.port == 3
    assert settings.load(here).web.port == 2


def test_secrets_do_not_show(monkeypatch):
    monkeypatch.setenv("WETPALETTE_DISCORD__TOKEN", "very-secret")
    monkeypatch.setenv("WETPALETTE_STORAGE__ENCRYPTION_KEYS", "old-secret,older-secret")
    loaded = settings.load()
    assert "secret-" not in repr(loaded)
    assert "very-secret" not in repr(loaded)
    assert "older" not in loaded.model_dump_json()
    assert loaded.encryption_keys == ("old-secret", "older-secret")


MISTAKES = [
    ("[discord]\n\ntoken = abc\n", 3, "token"),
    ("[discord]\n# how many\nshard_count = 'two'\n", 3, "discord.shard_count"),
    ("[discord]\nshard_count = 0\n", 2, "discord.shard_count"),
    ("[discord]\nshard_ids = [\n 0,\n 'x',\n]\n", 2, "discord.shard_ids"),
    ('[discord]\ntoken = """\na\n"""\ntokn = "x"\n', 5, "discord.tokn"),
    ('[discrd]\ntoken = "x"\n', 1, "discrd"),
    ("[telegram]\nmode = 'carrier pigeon'\n", 2, "telegram.mode"),
    ("openai.timeout_s = 'soon'\n", 1, "openai.timeout_s"),
    ("[openai]\ntimeout_s = 0\n", 2, "openai.timeout_s"),
    ("[openai]\nmodels = { scheme = 3 }\n", 2, "openai.models.scheme"),
    ("[shop]\ndiscord = ['paypal']\n", 2, "shop.discord"),
    ("[web]\nhost = 'x'\n\nport = 99999\n", 4, "web.port"),
    ("storage = 'x'\n", 1, "storage"),
    ("[web]\nport = 1\nport = 2\n", 3, "port"),
    ("[web]\n?\n", 2, ""),
]


@pytest.mark.parametrize(("text", "line", "key"), MISTAKES)
def test_a_mistake_names_file_line_and_key_in_one_sentence(tmp_path, text, line, key):
    path = write(tmp_path, text)
    with pytest.raises(Misconfigured) as caught:
        settings.load(path)
    said = str(caught.value)
    assert said.startswith(f"{path}, line {line}:")
    assert key in said
    assert "\n" not in said


def test_an_unknown_key_is_told_its_neighbour(tmp_path):
    with pytest.raises(Misconfigured, match=r"Did you mean discord\.token\?"):
        settings.load(write(tmp_path, '[discord]\ntokn = "x"\n'))


@pytest.mark.parametrize(
    ("variable", "value", "key"),
    [
        ("WETPALETTE_WEB__PORT", "eighty", "web.port"),
        ("WETPALETTE_WEB__PRT", "80", "web.port"),
        ("WETPALETTE_SHOP__TELEGRAM", "stripe,paypal", "shop.telegram"),
        ("WETPALETTE_WEB", "eighty", "JSON"),
    ],
)
def test_a_mistake_in_a_variable_names_the_variable(monkeypatch, variable, value, key):
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured) as caught:
        settings.load()
    assert variable in str(caught.value)
    assert key in str(caught.value)


def test_a_secret_is_not_repeated_in_a_mistake(tmp_path):
    with pytest.raises(Misconfigured) as caught:
        settings.load(write(tmp_path, "[storage]\nencryption_keys = { key = 'hush-hush' }\n"))
    assert "hush" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_said_so(tmp_path):
    with pytest.raises(Misconfigured, match="no configuration file"):
        settings.load(tmp_path / "none.toml")
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"[web]\nhost = '\xff'\n")
    with pytest.raises(Misconfigured, match="line 2: the file is not UTF-8"):
        settings.load(path)


def test_variables_that_set_nothing_are_found():
    names = {"WETPALETTE_DISCRD__TOKEN": "x", "WETPALETTE_WEB__PORT": "1", "WETPALETTE_CONFIG": "x", "PATH": "x"}
    assert settings.unknown_variables(names) == ["WETPALETTE_DISCRD__TOKEN"]
