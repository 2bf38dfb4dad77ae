"""`wetpalette try` as a whole process, to the picture and the last line, beside what importing its libraries costs.

Floor: `python -c "import PIL.Image, numpy, sqlalchemy"`, the three libraries that the job cannot do without. Both run
by turns, with bytecode that a first run has made, each try in a home of its own with a database that is there already.
Goal: 1.5 s on two idle cores. Wall-clock time says little while other things run; processor time is printed beside it.

Run with `python -m benchmarks.bench_try [rounds]`.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"
FLOOR = [sys.executable, "-c", "import PIL.Image, numpy, sqlalchemy"]
TRY = [str(Path(sys.executable).with_name("wetpalette")), "try", WORDS]
GRANT = [TRY[0], "admin", "grant", "500"]
FORBIDDEN = ("discord", "telegram", "stripe", "openai", "aiohttp", "alembic", "coloraide", "babel", "structlog")

Figures = tuple[float, float]
"""Wall-clock and processor seconds."""


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> Figures:
    """Run a command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def loaded(folder: Path, environment: dict[str, str]) -> set[str]:
    """The libraries that a try has loaded when it ends."""
    code = (
        "import sys, json, atexit\n"
        f"sys.argv = ['wetpalette', 'try', {WORDS!r}]\n"
        "atexit.register(lambda: print('\\n' + json.dumps(sorted({m.split('.')[0] for m in sys.modules}))))\n"
        "from bot.cli import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def main(rounds: int = 7) -> None:
    """Print medians, best runs and what was loaded."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("WETPALETTE_", "PYTHONDONTWRITE"))} | {
            "HOME": name,
            "XDG_DATA_HOME": name,
            "XDG_CONFIG_HOME": name,
            "PYTHONPYCACHEPREFIX": f"{name}/bytecode",
            "NO_COLOR": "1",
        }
        for command in (FLOOR, GRANT, TRY):
            timed(command, folder, environment)
        floor: list[Figures] = []
        ours: list[Figures] = []
        for _round in range(rounds):
            floor.append(timed(FLOOR, folder, environment))
            ours.append(timed(TRY, folder, environment))
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {rounds} rounds")
        print(f"{'':24}{'wall median':>12}{'wall best':>12}{'cpu median':>12}{'cpu best':>12}   (seconds)")
        for label, figures in (("floor, imports alone", floor), ("wetpalette try", ours)):
            wall, cpu = zip(*figures, strict=True)
            columns = (statistics.median(wall), min(wall), statistics.median(cpu), min(cpu))
            print(f"{label:24}" + "".join(f"{value:12.2f}" for value in columns))
        stray = sorted(loaded(folder, environment) & set(FORBIDDEN))
        print(f"libraries it should not load: {', '.join(stray) or 'none'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
