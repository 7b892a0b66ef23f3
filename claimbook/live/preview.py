"""The book built again and again in one process, as an author sees it while writing.

What takes long in a build of its own is to begin: imports, settings, tables, and to read every page. Here
one application of Sphinx is kept, and reads the pages that changed (:mod:`claimbook.site.incremental`). Its
files have the bytes of a fresh build, but for what was made of an earlier state of the book, PDF and EPUB:
a preview does not offer them.
"""

import io
import tempfile
from contextlib import ExitStack
from pathlib import Path

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import docutils_namespace, patch_docutils

from claimbook.builders.editions import FAULT, BuildError
from claimbook.cache import forget
from claimbook.data.text import uncoloured
from claimbook.site.context import read_context
from claimbook.site.domain import domain_of
from claimbook.site.markdown_roles import STALE


class Preview:
    """A book that is built in a folder of its own, ``site``; use it as a context."""

    def __init__(self, root: Path) -> None:
        self.root, self.state, self.log = root, "", io.StringIO()
        self.app: Sphinx | None = None
        self.kept = ExitStack()

    def __enter__(self) -> "Preview":
        return self

    def __exit__(self, *_: object) -> None:
        self.kept.close()

    @property
    def site(self) -> Path:
        """The folder of the pages; another one after a fresh build."""
        assert self.app is not None
        return Path(self.app.outdir)

    def build(self, draft: bool = False) -> int:
        """Build what changed; return how many pages were read.

        Everything is built anew if anything changed that all pages are read with, but not for a ``draft``:
        it shows chapters that were executed with new data among others that were not yet.
        Raises :class:`BuildError` with the warnings of Sphinx; after them the next build looks at the same
        pages again.
        """
        forget()
        state = read_context(self.root, False).state
        if self.app is None or (self.state != state and not draft):
            self.begin()
            self.state = state
        app = self.app
        assert app is not None and isinstance(app.builder, StandaloneHTMLBuilder)
        app.builder.theme_options.clear()  # Jupyter Book adds those of its own theme while pages are written
        read = list[str]()
        self.log.seek(0)
        self.log.truncate()
        listener = app.connect("env-before-read-docs", lambda app, env, pages: read.extend(pages))
        try:
            app.build()
        except Exception as error:
            self.app = None
            raise BuildError(f"{type(error).__name__}: {error}") from error
        finally:
            app.disconnect(listener)
        faults = warnings(self.log.getvalue(), draft)
        if faults:
            for page in read:
                app.env.all_docs[page] = 0  # as if it had been read long ago
            domain_of(app.env).data["shared"] = ""
            raise BuildError("\n".join(faults))
        return len(read)

    def begin(self) -> None:
        """Make a new application, in a new folder."""
        self.kept.close()
        self.app = None
        folder = self.kept.enter_context(tempfile.TemporaryDirectory(prefix="claimbook-"))
        more: dict[str, object] = {
            "nitpicky": True,
            "offer_editions": False,
            "latex_individualpages": False,
        }
        settings, _ = get_final_config(
            user_yaml=self.root / "_config.yml", sourcedir=self.root, cli_config=more
        )
        self.kept.enter_context(patch_docutils(None))
        self.kept.enter_context(docutils_namespace())
        self.app = Sphinx(
            srcdir=self.root,
            confdir=None,
            outdir=Path(folder, "html"),
            doctreedir=Path(folder, "doctrees"),
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=self.log,
        )


def warnings(log: str, draft: bool) -> list[str]:
    """Return what Sphinx warns of, each once; that a chapter is still to be executed is no fault of a draft."""
    lines = dict.fromkeys(line.strip() for line in uncoloured(log).splitlines())
    return [line for line in lines if FAULT.search(line) and not (draft and STALE in line)]
