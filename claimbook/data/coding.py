"""The independent codings: who coded, and how their variables are called now."""

from collections.abc import Mapping

#: The coding of the book before anybody compared it, and the two that were made blind.
BOOK = "book-0.4.0"
BLIND = ("coder-a", "coder-b")
CODERS = (BOOK, *BLIND)
#: Columns of statements.csv whose cells the codings can differ in, by variable of version 0.4.0.
REPLACED = {"object_id": ("criticised_actor_id", "object_actor_id")}
DROPPED = ("cameo",)


def ordered(ids: str) -> str:
    """Return a ``;`` list in the order in which the codings are stored.

    >>> ordered("usa;germany")
    'germany;usa'
    """
    return ";".join(sorted(filter(None, ids.split(";"))))


def current(statement: Mapping[str, str] | None, variable: str) -> str:
    """Return what the book codes now for a variable of version 0.4.0; empty if nothing.

    ``statement`` is a row of statements.csv.
    """
    if statement is None or variable in DROPPED:
        return ""
    if variable == "summarises":
        return "yes" if statement["summarises"] else "no"
    columns = REPLACED.get(variable, (variable,))
    return ordered(";".join(statement.get(column, "") for column in columns))
