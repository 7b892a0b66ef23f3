"""What a page may load and run: the book itself alone, whatever a text or a table may hold."""

import base64
import hashlib

#: The place where the page lies; a browser wants ``file:`` for a book that is read from disk.
HERE = "'self' file:"


def header(script: str = "", connect: str = "'none'") -> str:
    """Return the Content-Security-Policy of a page, for a ``meta`` at the beginning of its head.

    ``script`` is one that stands in the page itself and may run, by its hash; ``connect`` is the place
    that the page may ask for data. No other script in the page has any effect, nor has one in an
    attribute; styles have, those of readers' own tools too.
    Source: W3C, Content Security Policy Level 3.

    >>> header().split("; ")[1]
    "script-src 'self' file:"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    rules = {
        "default-src": "'none'",
        "script-src": f"{HERE} 'sha256-{digest}'" if script else HERE,
        "style-src": f"{HERE} 'unsafe-inline'",
        **dict.fromkeys(("img-src", "font-src", "form-action"), HERE),
        "connect-src": connect,
        "base-uri": "'none'",
    }
    return "; ".join(f"{what} {where}" for what, where in rules.items())
