"""Where the platforms' own API descriptions are: files beside the checkout, or in the folder a variable names."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER_VARIABLE = "WETPALETTE_SPECS"


def find_file(name: str) -> Path | None:
    """Where a description is, or None."""
    told = os.environ.get(FOLDER_VARIABLE)
    folders = [Path(told)] if told else [f / "shared" / "specs" for f in Path(__file__).resolve().parents]
    return next((folder / name for folder in folders if (folder / name).exists()), None)


def report_line(platform: str, name: str) -> str:
    """One line for the head of a test run: whether requests are compared with a platform's description."""
    if find_file(name) is not None:
        return f"{platform}'s API description: found, requests are compared with it"
    return f"WARNING: {platform}'s API description is not there ({FOLDER_VARIABLE}): requests are not compared with it"
