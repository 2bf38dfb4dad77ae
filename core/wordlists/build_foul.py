"""Read and write the encoded list of foul words.

python -m core.wordlists.build_foul show > words.txt
python -m core.wordlists.build_foul keep words.txt
"""

from __future__ import annotations

import base64
import sys
import textwrap
from pathlib import Path

from core.wordlists.foul import LIST, plain_list


def keep(text: str) -> None:
    """Store a new list. Lines are stripped, repeats and empty lines dropped."""
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    body = base64.b64encode("\n".join(line for line in lines if line).encode()).decode("ascii")
    LIST.write_text("\n".join(textwrap.wrap(body, 116)) + "\n", encoding="ascii")


def main(words: list[str]) -> int:
    """Run as a script; returns the exit status."""
    if words == ["show"]:
        print(plain_list())
        return 0
    if len(words) == 2 and words[0] == "keep":
        keep(Path(words[1]).read_text(encoding="utf-8"))
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
