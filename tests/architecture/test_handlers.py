"""A command is a few lines: parse, one screen, render."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from bot.screens.dispatch import SCREENS

BOT = Path(__file__).parents[2] / "bot"
COMMAND_DECORATORS = {"command", "callback"}
MEDIAN, MOST = 10, 40


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr in COMMAND_DECORATORS
        for d in function.decorator_list
    )


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def handlers() -> dict[str, int]:
    """Every function that answers a command or a button, with the lines of its body."""
    found = {f"cli.{f.name}": lines_of(f) for f in functions(BOT / "cli.py") if is_command(f)}
    chat = next(
        node
        for node in ast.parse((BOT / "terminal" / "chat.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "Conversation"
    )
    for f in chat.body:
        if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) and f.name != "__init__":
            found[f"chat.{f.name}"] = lines_of(f)
    for screen in SCREENS.values():
        path = Path(screen.__code__.co_filename)
        for f in functions(path):
            if f.name == screen.__name__:
                found[f"{path.stem}.{f.name}"] = lines_of(f)
    return found


def test_handlers_are_a_few_lines():
    sizes = handlers()
    assert len(sizes) > 30, "the search finds the handlers"
    assert statistics.median(sizes.values()) <= MEDIAN, sorted(sizes.items(), key=lambda s: -s[1])
    assert {name: n for name, n in sizes.items() if n > MOST} == {}
