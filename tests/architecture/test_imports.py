"""The import law of pyproject.toml, and that a try loads nothing it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_import_law_holds():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_command_line_itself_loads_no_room():
    """What a command needs is imported when it runs; `--help` and a slip of the pen cost next to nothing."""
    code = "import sys, bot.cli; print(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    for heavy in ("sqlalchemy", "numpy", "PIL", "pydantic", "babel", "rich", "structlog", "alembic", "cryptography"):
        assert heavy not in loaded, heavy
