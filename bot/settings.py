"""The operator's settings: config.toml and WETPALETTE_* variables, typed.

A variable wins over the file, the file over the default. Nested keys are written with two underscores:
`WETPALETTE_DISCORD__TOKEN` is `token` in the table `[discord]`. Every key is explained in config.example.toml.
A mistake is one sentence that names the key and where it stands.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from bot.i18n import _
from core.errors import Misconfigured
from core.words import N_

APP = "wetpalette"
PREFIX = "WETPALETTE_"
FILE_VARIABLE = PREFIX + "CONFIG"

NO_ADDRESS: Final = N_("{key} must be an address that begins with {how}://.")
WEBHOOK_NEEDS: Final = N_(
    "telegram.mode is webhook, and {key} is not set: Telegram has to reach this process. Set web.port and"
    " web.public_url, or set telegram.mode to polling."
)
WEBHOOK_ADDRESS: Final = N_(
    "telegram.mode is webhook: Telegram calls addresses that begin with https://, on port 443, 80, 88 or 8443."
    " Set web.public_url to one, or set telegram.mode to polling."
)
CALLED_PORTS: Final = frozenset({None, 443, 80, 88, 8443})
"""Where Telegram calls; None is the port of https."""
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _listed(value: object) -> object:
    """Let a variable hold a list as plain words with commas ("a, b") as well as in JSON's form."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value  # not a list: the type's own check says so
    return [word.strip() for word in value.split(",") if word.strip()]


def _optional(value: object) -> object:
    """An empty text means that the key is not set, as the example file promises."""
    return None if value == "" else value


Listed = BeforeValidator(_listed)
Optional = BeforeValidator(_optional)
Till = Literal["stripe", "stars", "discord"]


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, and said to be."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Storage(Section):
    """Where things are kept."""

    url: str = ""
    encryption_keys: Annotated[list[SecretStr], NoDecode, Listed] = Field(default_factory=list)


class Discord(Section):
    """The Discord surface."""

    token: SecretStr = SecretStr("")
    api_base: str = ""
    gateway_url: str = ""
    shard_ids: Annotated[list[int], NoDecode, Listed] = Field(default_factory=list)
    shard_count: Annotated[Annotated[int, Field(ge=1)] | None, Optional] = None


class Telegram(Section):
    """The Telegram surface."""

    token: SecretStr = SecretStr("")
    api_base: str = ""
    mode: Literal["polling", "webhook"] = "polling"


class Generation(Section):
    """Who proposes colours."""

    engine: Literal["", "embedded", "openai"] = ""


class Models(Section):
    """A model for each purpose."""

    scheme: str = ""
    names: str = ""
    moderation: str = ""
    transcription: str = ""
    image: str = ""


class OpenAI(Section):
    """Any OpenAI-compatible server."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, protected_namespaces=())

    api_key: SecretStr = SecretStr("")
    base_url: str = ""
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60
    models: Models = Models()


class Stripe(Section):
    """The Stripe till."""

    secret_key: SecretStr = SecretStr("")
    webhook_secret: SecretStr = SecretStr("")
    api_base: str = ""


class Shop(Section):
    """Which tills each platform offers, in the order shown."""

    discord: Annotated[list[Till], NoDecode, Listed] = ["stripe"]
    telegram: Annotated[list[Till], NoDecode, Listed] = ["stripe"]


class Web(Section):
    """The web side; it starts when a port is set."""

    host: str = "127.0.0.1"
    port: Annotated[Annotated[int, Field(ge=1, le=65535)] | None, Optional] = None
    public_url: str = ""


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    storage: Storage = Storage()
    discord: Discord = Discord()
    telegram: Telegram = Telegram()
    generation: Generation = Generation()
    openai: OpenAI = OpenAI()
    stripe: Stripe = Stripe()
    shop: Shop = Shop()
    web: Web = Web()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables first, then the file, which `load` passes as arguments."""
        return env_settings, init_settings

    @property
    def database_url(self) -> str:
        """`storage.url`, or the file in the person's data folder."""
        return self.storage.url or f"sqlite+aiosqlite:///{data_folder() / 'wetpalette.db'}"

    def telegram_problems(self) -> list[Misconfigured]:
        """What keeps Telegram from working whatever its token is, each said for the operator; none when all fits."""
        telegram, web = self.telegram, self.web
        found = []
        if telegram.api_base and not is_address(telegram.api_base):
            found.append(Misconfigured(NO_ADDRESS, key="telegram.api_base", how="https"))
        if telegram.mode != "webhook":
            return found
        missing = {"web.port": web.port is None, "web.public_url": not web.public_url}
        found += [Misconfigured(WEBHOOK_NEEDS, key=key) for key, is_missing in missing.items() if is_missing]
        if web.public_url and telegram.api_base and not _is_called_by_our_own(web.public_url):
            found.append(Misconfigured(NO_ADDRESS, key="web.public_url", how="https"))
        elif web.public_url and not telegram.api_base and not _is_called(web.public_url):
            found.append(Misconfigured(WEBHOOK_ADDRESS))
        return found

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """The keys in the open, newest first; for the vault alone."""
        return tuple(key.get_secret_value() for key in self.storage.encryption_keys)


def is_address(text: str, schemes: Sequence[str] = ("http", "https")) -> bool:
    """Whether a text is an address with one of these schemes, a host, and a port that can be."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_called(url: str) -> bool:
    """Whether Telegram's own servers call an address."""
    return is_address(url, ("https",)) and urlsplit(url).port in CALLED_PORTS


def _is_called_by_our_own(url: str) -> bool:
    """Whether a Bot API server of the operator's may: unsealed on the same machine only, for a secret comes along."""
    return is_address(url, ("https",)) or (is_address(url) and urlsplit(url).hostname in LOOPBACK)


def data_folder() -> Path:
    """The person's data folder for Wetpalette; it may not exist yet."""
    return user_data_path(APP, appauthor=False)


def config_path(given: Path | None = None) -> Path | None:
    """The file to read: the one given, the one WETPALETTE_CONFIG names, ./config.toml, or the person's own; or none.

    Raises:
        Misconfigured: a file was named and is not there.
    """
    named = given or (Path(os.environ[FILE_VARIABLE]) if os.environ.get(FILE_VARIABLE) else None)
    if named is not None:
        if not named.is_file():
            raise Misconfigured(N_("There is no configuration file at {path}."), path=named)
        return named
    for path in (Path("config.toml"), user_config_path(APP, appauthor=False) / "config.toml"):
        if path.is_file():
            return path
    return None


def load(path: Path | None = None) -> Settings:
    """Read the settings from the file (see `config_path`) and the environment.

    Raises:
        Misconfigured: in one sentence, what is wrong, with the key and the line or the variable.
    """
    file = config_path(path)
    text = _read(file) if file else ""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken_toml(file, text, error) from None
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _explain(error, file, text) from None
    except SettingsError as error:
        raise Misconfigured(
            N_("The variable {variable} cannot be read: it stands for a table, so it has to hold JSON."),
            variable=_variable_of(str(error)),
        ) from None


def unknown_variables(environ: Mapping[str, str] | None = None) -> list[str]:
    """WETPALETTE_* variables that set nothing, probably slips of the pen."""
    environ = os.environ if environ is None else environ
    sections = {name.upper() for name in Settings.model_fields}
    return sorted(
        name
        for name in environ
        if name.upper().startswith(PREFIX)
        and name.upper() != FILE_VARIABLE
        and name.upper().removeprefix(PREFIX).split("__", 1)[0] not in sections
    )


def keys_of(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """All keys with their tables, `storage.url` first, in the order they are declared."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            keys += keys_of(inner, f"{prefix}{name}.")
        else:
            keys.append(prefix + name)
    return keys


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Misconfigured(N_("{path}, line {line}: the file is not UTF-8 text."), path=file, line=str(line)) from None
    except OSError:
        raise Misconfigured(N_("The configuration file {path} cannot be read."), path=file) from None


def _broken_toml(file: Path | None, text: str, error: tomllib.TOMLDecodeError) -> Misconfigured:
    found = re.search(r"line (\d+)", str(error))
    line = int(found[1]) if found else len(text.splitlines())
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    key = written.split("=", 1)[0].strip() if "=" in written else ""
    if re.fullmatch(r"[A-Za-z0-9_.\"'-]+", key):
        return Misconfigured(
            N_("{path}, line {line}: the value of “{key}” is not TOML; text belongs in quotes."),
            path=file,
            line=str(line),
            key=key,
        )
    return Misconfigured(N_("{path}, line {line}: this line is not TOML."), path=file, line=str(line))


def _explain(error: ValidationError, file: Path | None, text: str) -> Misconfigured:
    """The first mistake as a sentence with its place."""
    first = error.errors(include_url=False, include_input=False)[0]
    path = [str(step) for step in first["loc"] if isinstance(step, str)]
    # pydantic adds the tag of a union's branch to the place; a key of ours is what the model knows
    known = _known_prefix(path) if first["type"] != "extra_forbidden" else path
    key = ".".join(known)
    problem = _problem(first["type"], first.get("ctx", {}), known)
    variable = PREFIX + "__".join(known).upper()
    set_by = next((name for name in os.environ if name.upper() == variable), None)
    if set_by:
        return Misconfigured(
            N_("The variable {variable} (key {key}): {problem}"), variable=set_by, key=key, problem=problem
        )
    line = _line_of(text, known)
    if file is not None and line:
        return Misconfigured(
            N_("{path}, line {line}: {key}: {problem}"), path=file, line=str(line), key=key, problem=problem
        )
    return Misconfigured(N_("The setting {key}: {problem}"), key=key, problem=problem)


def _problem(kind: str, context: Mapping[str, Any], path: Sequence[str]) -> str:
    """What is wrong, for a person who has never heard of pydantic."""
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(".".join(path), keys_of() + list(Settings.model_fields), n=1, cutoff=0.6)
        if near:
            return _("there is no such key. Did you mean {near}?").format(near=near[0])
        return _("there is no such key.")
    if kind == "literal_error":
        return _("it must be one of {choices}.").format(choices=str(context.get("expected", "")).replace("''", '""'))
    limits = {
        "greater_than": ("gt", _("it must be more than {limit}.")),
        "greater_than_equal": ("ge", _("it must be at least {limit}.")),
        "less_than_equal": ("le", _("it must be at most {limit}.")),
    }
    if kind in limits:
        name, sentence = limits[kind]
        return sentence.format(limit=f"{context.get(name):g}")
    kinds = (
        ("int", _("it must be a whole number.")),
        ("float", _("it must be a number.")),
        ("list", _("it must be a list, for instance [1, 2].")),
        ("string", _("it must be text in quotes.")),
        ("model", _("it must be a table with keys of its own.")),
    )
    return next((sentence for start, sentence in kinds if kind.startswith(start)), _("its value cannot be used."))


def _known_prefix(path: Sequence[str]) -> list[str]:
    """The longest beginning of a place that is a key or a table of the model."""
    names = set(keys_of()) | set(Settings.model_fields) | {"openai.models"}
    for end in range(len(path), 0, -1):
        if ".".join(path[:end]) in names:
            return list(path[:end])
    return list(path[:1])


def _line_of(text: str, path: Sequence[str]) -> int | None:
    """The line (from 1) on which a key is set.

    TOML's own reader keeps no positions, so it is asked which lines are needed before it knows the key.
    """
    lines = text.splitlines()
    start = 0  # lines that were complete before the statement at hand
    for end in range(1, len(lines) + 1):
        try:
            value: object = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue  # inside a statement of several lines
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            return start + 1
        start = end
    return None


def _variable_of(message: str) -> str:
    """The variable a source's error speaks of."""
    found = re.search(r'"(\w+)"', message)
    name = found[1].upper() if found else ""
    return next((v for v in sorted(os.environ) if v.upper().startswith(PREFIX + name)), PREFIX + name)
