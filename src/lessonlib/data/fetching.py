"""Files fetched within a time limit, and files written whole or not at all."""

import hashlib
import queue
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 6.0
"""Seconds without another `CHUNK` of data after which a download is given up."""

CHUNK = 1 << 16


class DataWarning(UserWarning):
    """Other data than the best was given, or data could not be kept; the message says what to do."""


class DownloadError(OSError):
    """A file could not be fetched; the message says why, in words for a learner."""


def fetch(url: str, *, digest: str) -> bytes:
    """Return the content of a file on the web, held in memory so that nothing half-written can stay.

    Args:
        url: the address.
        digest: the expected MD5 (32 digits) or SHA-256 (64 digits) of the content.

    Raises:
        DownloadError: no network, no answer, too slow, cut off, or another content than expected.
    """
    content = _received(url)
    if hashlib.new("md5" if len(digest) == 32 else "sha256", content).hexdigest() != digest:
        raise DownloadError(
            f"{_what(url)} arrived with another content than expected (wrong checksum of {len(content):,} bytes)"
        )
    return content


def put(path: Path, content: bytes) -> None:
    """Write a file aside and rename it, so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        aside = Path(folder, path.name)
        aside.write_bytes(content)
        aside.replace(path)


def _received(url: str) -> bytes:
    """Return what the server sends. A thread reads, so that no name server or socket can hold us up."""
    arrivals: queue.Queue[bytes | int | Exception] = queue.Queue()
    threading.Thread(target=_read, args=(url, arrivals), daemon=True).start()
    content, total = bytearray(), 0
    while True:
        try:
            arrival = arrivals.get(timeout=PATIENCE)
        except queue.Empty:
            problem = "stopped arriving" if content else "got no answer"
            raise DownloadError(f"{_what(url)} {problem} for {PATIENCE:g} seconds") from None
        if isinstance(arrival, Exception):
            reason = getattr(arrival, "reason", arrival)
            raise DownloadError(f"{_what(url)} could not be fetched: {reason}") from arrival
        if isinstance(arrival, int):
            total = arrival
        elif arrival:
            content += arrival
            _show_progress(url, len(content), total)
        elif len(content) < total:
            raise DownloadError(f"{_what(url)} broke off after {len(content):,} of {total:,} bytes")
        else:
            return bytes(content)


def _read(url: str, arrivals: "queue.Queue[bytes | int | Exception]") -> None:
    """Put the announced length, then each chunk, then an empty chunk or the error into the queue."""
    try:
        # Longer than the other thread waits: this limit only ends what nobody waits for any more.
        with urllib.request.urlopen(url, timeout=2 * PATIENCE) as response:
            arrivals.put(int(response.headers.get("Content-Length") or 0))
            while chunk := response.read(CHUNK):
                arrivals.put(chunk)
        arrivals.put(b"")
    except Exception as error:  # noqa: BLE001 (whatever ends this thread is reported by the other)
        arrivals.put(error)


def _show_progress(url: str, done: int, total: int) -> None:
    share = f" of {total / 1e6:.1f}" if total else ""
    end = "\n" if done == total else ""
    print(f"\r{_what(url)}: {done / 1e6:.1f}{share} MB", end=end, file=sys.stderr, flush=True)


def _what(url: str) -> str:
    """Return the file and the host, for a message.

    >>> _what("https://example.org/data/mnist.npz")
    'mnist.npz (example.org)'
    """
    parts = urlsplit(url)
    return f"{Path(parts.path).name} ({parts.hostname})"
