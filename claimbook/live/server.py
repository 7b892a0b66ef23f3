"""The book on localhost while it is written: a saved file is on the page a second later.

The pages are those of :class:`claimbook.live.preview.Preview`. The server adds one script to each
that it sends, and to no file; what is wrong stands in the terminal and on the page, and the last good
book stays. New data make the outputs of chapters stale: these are executed, the one looked at first.
"""

import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import claimbook
from claimbook.builders.refresh import refresh_book
from claimbook.cache import BOOK_FILES, forget
from claimbook.data import schema
from claimbook.data.problems import UserError
from claimbook.data.read import read
from claimbook.live.preview import Preview
from claimbook.site.context import read_context

WAITING = "<!doctype html><title>…</title><body><p>No such page, or not built yet.</p></body>"
SCRIPT = (Path(__file__).with_name("live.js")).read_bytes()
#: Seconds between two looks at the files; lines of a notice on the page.
PAUSE, LINES = 0.15, 12
#: The package; it takes a new process to see that it changed.
PACKAGE = Path(claimbook.__file__).parent
State = dict[Path, tuple[int, int]]


class Pages(SimpleHTTPRequestHandler):
    """Sends the pages of a book, each with the script that reloads it."""

    server: "Server"

    def do_GET(self) -> None:
        """Send a page, a file, the script, or what is new."""
        path = self.path.partition("?")[0]
        if self.headers.get("Host", "").partition(":")[0] not in ("localhost", "127.0.0.1"):
            self.send_error(HTTPStatus.FORBIDDEN)  # a page elsewhere whose name leads here
        elif path == "/_live/state.js":
            arguments = json.dumps([str(self.server.built), self.server.notice])
            self.send_text(f"claimbookLive(...{arguments});".encode(), "text/javascript")
        elif path == "/_live/live.js":
            self.send_text(SCRIPT, "text/javascript")
        else:
            file = Path(self.translate_path(self.path))
            file = file / "index.html" if file.is_dir() else file
            if file.suffix == ".html":
                self.server.page = file.stem
                script = f'<script src="/_live/live.js" data-built="{self.server.built}"></script>'
                page = file.read_text(encoding="utf-8") if file.is_file() else WAITING
                page = page.replace("</body>", f"{script}</body>", 1)
                self.send_text(page.encode(), "text/html")
            else:
                super().do_GET()

    def send_text(self, content: bytes, kind: str) -> None:
        """Send what is no file."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Let a browser keep nothing."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of what was asked for."""


class Server(ThreadingHTTPServer):
    """Serves a folder to this machine; knows which build it is, what is wrong, and the page looked at."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # on Windows two servers could then have one port

    def __init__(self, folder: Path, port: int) -> None:
        self.built, self.notice, self.page = 0, "", "index"
        super().__init__(("127.0.0.1", port), partial(Pages, directory=str(folder)))


def live(port: int, tell: Callable[[str], None] = print) -> None:
    """Serve the book, and build it whenever a file of it changes, until Ctrl-C.

    Raises :class:`UserError` if the port is taken.
    """
    os.environ["DOCUTILSCONFIG"] = os.devnull  # as in a build: settings of the user do not count
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    logging.getLogger("traitlets").setLevel(logging.WARNING)  # nbclient's, of each chapter
    with contextlib.ExitStack() as kept:
        folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="claimbook-live-"))
        try:
            server = kept.enter_context(Server(Path(folder), port))
        except OSError as error:
            raise UserError(f"port {port}: {error.strerror}; take another: --port") from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.callback(server.shutdown)
        tell(
            f"The book is at http://127.0.0.1:{server.server_port}/ when it is built; Ctrl-C ends it."
        )
        author = Author(server, kept.enter_context(Preview(schema.ROOT)), Path(folder), tell)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                if author.renewed():
                    kept.close()
                    tell("The package changed: beginning again.")
                    command = [sys.executable, "-m", "claimbook", "live", "--port", str(port)]
                    if os.name == "nt":  # exec would give the console back to the shell
                        sys.exit(subprocess.call(command))
                    os.execv(sys.executable, command)
                time.sleep(PAUSE)


class Author:
    """Looks at the files of the book, and brings what changed onto its pages."""

    def __init__(
        self, server: Server, preview: Preview, folder: Path, tell: Callable[[str], None]
    ) -> None:
        self.server, self.preview, self.folder, self.tell = server, preview, folder, tell
        self.seen, self.code = State(), files(PACKAGE)
        self.sent: dict[Path, tuple[int, int]] = {}

    def renewed(self) -> bool:
        """Build if a file changed; return whether the package did, so that a new process is needed."""
        if files(PACKAGE) != self.code:
            return True
        if (now := self.files()) != self.seen:
            self.seen = now
            try:
                self.renew()
            except Exception as error:  # a file that is half saved, or wrong, may stop anything
                known = isinstance(error, UserError)
                text = str(error) if known else f"{type(error).__name__}: {error}"
                lines = text.splitlines()
                more = ["… The rest is told in the terminal."] * (len(lines) > LINES)
                self.server.notice = "\n".join(lines[:LINES] + more)
                self.tell(f"Not built: {text}")
        return False

    def files(self) -> State:
        """Return the files that make the book, with when they were changed."""
        paths = (schema.ROOT / name for name in BOOK_FILES if name != PACKAGE.name)
        return {file: state for path in paths for file, state in files(path).items()}

    def renew(self) -> None:
        """Build the book, after executing the chapters whose outputs are of other data."""
        begun = time.perf_counter()
        forget()
        digest = read_context(schema.ROOT, False).digest
        while waiting := stale(digest):
            # What somebody looks at comes first and alone; then some, so that new data need not wait for all.
            here = [path for path in waiting if path.stem == self.server.page]
            batch = here or waiting[: 4 * (os.cpu_count() or 1)]
            if not self.server.built:
                self.publish(begun, draft=True)
            first = batch[0].stem
            self.server.notice = f"{len(waiting)} chapter(s) show other data; executing {first} …"
            self.tell(self.server.notice)
            refresh_book(batch, tell=lambda line: None)
            if here:
                self.publish(begun, draft=True)
            if read(schema.DATA).digest != digest:
                return  # somebody wrote meanwhile
        self.seen = self.files()
        self.publish(begun)
        self.server.notice = ""

    def publish(self, begun: float, draft: bool = False) -> None:
        """Build, and hand what changed to the server."""
        number = self.preview.build(draft)
        if mirror(self.preview.site, self.folder, self.sent):
            self.server.built += 1
        seconds = time.perf_counter() - begun
        self.tell(f"Read {number} page(s), built in {seconds:.1f} s.")


def files(path: Path) -> State:
    """Return a file, or the files of a folder, with when they were changed and their size."""
    found = State()
    for file in [path, *path.rglob("*")]:
        if "__pycache__" not in file.parts and not file.name.startswith("."):
            with contextlib.suppress(FileNotFoundError):
                if file.is_file():
                    found[file] = (file.stat().st_mtime_ns, file.stat().st_size)
    return found


def stale(digest: str) -> list[Path]:
    """Return the chapters whose outputs were computed from other data than those of this hash."""
    found = []
    for path in sorted((schema.ROOT / "chapters").glob("*.ipynb")):
        about = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("claimbook", {})
        if about.get("data") != digest:
            found.append(path)
    return found


def mirror(made: Path, folder: Path, sent: State) -> bool:
    """Make a folder hold the files of another; return whether anything changed.

    ``sent`` is what was copied before, so that most files are not even read.
    """
    now = {file.relative_to(made): state for file, state in files(made).items()}
    changed = False
    for name in [name for name, state in now.items() if sent.get(name) != state]:
        target, content = folder / name, (made / name).read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            changed = True
    for name in set(sent) - set(now):
        (folder / name).unlink(missing_ok=True)
        changed = True
    sent.clear()
    sent.update(now)
    return changed
