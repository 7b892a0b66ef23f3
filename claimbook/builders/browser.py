"""Chromium, which prints the book and reads it in the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, sync_playwright

from claimbook.data.problems import UserError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class BrowserError(UserError, RuntimeError):
    """No Chromium is installed, or it cannot do its work; the message says what to do."""


def chromium() -> str | None:
    """Return the path of Chromium; none on Windows, whose own Edge is one and which no path has.

    Raises :class:`BrowserError` if there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and os.name != "nt":
        raise BrowserError("Chromium is missing; install it, e.g. apt-get install chromium")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium and stop it at the end. Raises :class:`BrowserError` for what it cannot do."""
    path = chromium()
    channel, options = None if path else "msedge", ["--no-sandbox"]
    with sync_playwright() as play:
        try:
            yield play.chromium.launch(executable_path=path, channel=channel, args=options)
        except Error as error:
            why = error.message.partition("\n")[0]
            raise BrowserError(
                f"Chromium stopped ({why}); is there room for its temporary files?"
            ) from error
