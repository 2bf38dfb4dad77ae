"""Where pictures and files of a card go on one's own machine."""

from __future__ import annotations

import os
from pathlib import Path

from bot.exits import CannotWrite
from bot.settings import data_folder
from core.colour.limits import MAX_PHOTO_BYTES
from core.errors import BadInput
from core.words import N_


def check_target(out: Path | None) -> None:
    """Refuse a target that cannot be written, before anything is paid for.

    Raises:
        CannotWrite: the folder is not there or not writable.
    """
    if out is None:
        return
    folder = out if out.is_dir() else out.parent
    if not folder.is_dir():
        raise CannotWrite(N_("There is no folder {folder} to put the picture in. Nothing was taken."), folder=folder)
    target = out / "x" if out.is_dir() else out
    writable = os.access(target, os.W_OK) if target.exists() else os.access(folder, os.W_OK | os.X_OK)
    if not writable:
        raise CannotWrite(N_("{path} cannot be written. Nothing was taken."), path=out)


def read_picture(path: Path) -> bytes:
    """The bytes of a picture somebody wants the colours of.

    Raises:
        BadInput: there is no such file, it is none that can be read, or it is larger than a picture may be.
    """
    path = path.expanduser()
    try:
        if not path.is_file():  # a folder, a device or a pipe would be read for ever
            raise BadInput(N_("There is no picture at {path}. Nothing was taken."), path=path)
        with path.open("rb") as file:
            return file.read(MAX_PHOTO_BYTES + 1)  # one more than is allowed, for the kind sentence that says so
    except (OSError, ValueError):
        raise BadInput(N_("{path} cannot be read. Nothing was taken."), path=path) from None


def save(content: bytes, filename: str, out: Path | None = None) -> Path:
    """Write a file and say where it is: to `out`, or into this folder, or into the data folder where that fails.

    Args:
        content: the bytes.
        filename: its name when `out` does not give one.
        out: a file or a folder; None chooses.

    Raises:
        CannotWrite: neither place can be written.
    """
    if out is not None:
        places = [out / filename if out.is_dir() else out]
    else:
        places = [Path(filename), data_folder() / filename]
    for place in places:
        if out is None and not os.access(place.parent if place.parent.exists() else Path.home(), os.W_OK):
            continue
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        except OSError:
            continue
        return place
    raise CannotWrite(N_("{path} cannot be written; everything else is kept."), path=places[-1])
