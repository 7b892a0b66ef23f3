"""Which pages are written anew when some were read anew, so that the bytes are those of a fresh build.

A page whose text changed is read and written anew, as Sphinx does it. If anything changed with it that
pages show of each other, all are written. That is coarse, and simple enough to be right: a changed word
touches nothing of the kind, and to write all pages takes a second or two. What all pages are *read*
with (tables, metadata, settings, the package) is no matter for an incremental build: when that changes,
:mod:`claimbook.live.server` begins a fresh one.
"""

import hashlib
from collections.abc import Iterable
from typing import cast

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.domain import BibtexDomain

from claimbook.site.domain import domain_of


def shared(env: BuildEnvironment) -> str:
    """Return a hash of what pages show of each other.

    Objects and values with their words and places (links, short citations, findings, lists of items), figures (some
    are shown twice), links to statements (the map of the article), labels, terms, works cited, titles.
    """
    domain, std = domain_of(env), env.get_domain("std").data
    cite = cast(BibtexDomain, env.get_domain("cite"))
    parts = [
        sorted(domain.objects.items()),
        *(sorted(domain.data[key].items()) for key in ("shown", "uses", "values", "terms")),
        *(sorted(std[key].items()) for key in ("labels", "anonlabels", "objects", "terms")),
        [(c.key, c.formatted_entry.label, repr(c.formatted_entry.text)) for c in cite.citations],
        sorted((page, title.astext()) for page, title in env.titles.items()),
        (domain.book.state, domain.book.editions, domain.book.lite),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def affected(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages to write beside those that were read: all or none."""
    for bibliography in cast(BibtexDomain, env.get_domain("cite")).bibliographies.values():
        for work in bibliography.citation_nodes.values():
            work.clear()  # sphinxcontrib-bibtex adds the reference each time that the page is written
    domain, now = domain_of(env), shared(env)
    before, domain.data["shared"] = domain.data["shared"], now
    return [] if before == now else env.found_docs


def setup_incremental(app: Sphinx) -> None:
    """Register the comparison, when all pages are read and all domains are done."""
    app.connect("env-updated", affected, priority=900)
