"""The floor of `benchmarks.bench_telegram`: the library's own updater and an answer with a text, and nothing else.

python -m benchmarks.bare_telegram_bot API_BASE TOKEN
"""

from __future__ import annotations

import os
import sys
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Update
from telegram.ext import AIORateLimiter, Application, CallbackQueryHandler, MessageHandler, filters

WORDS = "Here is your answer."


async def said(update: Update, _context: Any) -> None:
    """Answer a message."""
    if update.effective_message is not None:
        await update.effective_message.reply_text(WORDS)


async def pressed(update: Update, _context: Any) -> None:
    """Answer a button."""
    if update.callback_query is not None:
        await update.callback_query.answer()


def main(api_base: str, token: str) -> None:
    """Run until killed."""
    builder = Application.builder().token(token).base_url(f"{api_base}/bot").base_file_url(f"{api_base}/file/bot")
    limiter = AIORateLimiter(max_retries=5)
    app = builder.concurrent_updates(256).connection_pool_size(16).pool_timeout(60).rate_limiter(limiter).build()
    app.add_handler(MessageHandler(filters.ALL, said))
    app.add_handler(CallbackQueryHandler(pressed))
    app.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
