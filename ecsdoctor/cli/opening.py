"""Open what a person wants replayed, whatever it is: folder, archive, bundle of the logs collector, mounted volume."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import tempfile
import threading
from pathlib import Path
from typing import Any, Iterator, Tuple

from ..facts.scope import Scope
from ..model.frozen import frozen
from ..snapshot.archive import is_archive, unpacked
from ..snapshot.limits import ArchiveError, Limits
from ..snapshot.other_formats import notes_on
from ..snapshot.recognise import Kind, recognised
from ..sources.base import Asker
from ..sources.recorded import Recording
from .errors import UsageError
from .wiring import mounted_scene, recorded_asker, recorded_scope

_WHAT = "a snapshot, an archive of the ECS logs collector, or a mounted root volume"
_NOT_WINDOWS = (
    "a bundle of the ECS logs collector for Windows, which is not read; its agent log alone can be: copy "
    "collect/system/ecs/*.log to s/root/var/log/ecs/ and replay s"
)


@frozen
class Opened:
    """What answers, and what the run is about. `notes` are for the end of the report."""

    scope: Scope
    asker: Asker
    notes: Tuple[str, ...] = ()


@contextlib.contextmanager
def opened(path: str, seconds: float = 20.0) -> Iterator[Opened]:
    """The recording at `path`; folders made for it are gone afterwards. Raises UsageError."""
    try:
        kind = os.stat(path).st_mode
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise UsageError(f"{path}: {'there is no such file or folder' if missing else error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path!r} is no file name") from error
    if stat.S_ISDIR(kind):
        with _folder(path, inside=False) as found:
            yield found
    elif stat.S_ISREG(kind) and is_archive(path):
        with _archive(path, seconds) as found:
            yield found
    else:
        readable = os.access(path, os.R_OK)
        raise UsageError(f"{path}: not {_WHAT}" if readable else f"{path}: Permission denied")


@contextlib.contextmanager
def _archive(path: str, seconds: float) -> Iterator[Opened]:
    with _tidy_when_terminated():
        try:
            with unpacked(path, Limits(seconds=seconds)) as content:
                with _folder(str(content.folder), inside=True, name=path) as found:
                    notes = (content.left_out,) if content.left_out else ()
                    yield Opened(found.scope, found.asker, found.notes + notes)
        except ArchiveError as error:
            raise UsageError(f"{path}: cannot be opened: {error}") from error


@contextlib.contextmanager
def _folder(path: str, inside: bool, name: str = "") -> Iterator[Opened]:
    try:
        empty = not os.listdir(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    known = recognised(path, inside)
    if known is None and (inside or not empty):
        raise UsageError(f"{name or path}: not {_WHAT}")
    kind, place = known or (Kind.SNAPSHOT, path)
    if kind is Kind.WINDOWS:
        raise UsageError(f"{name or path}: {_NOT_WINDOWS}")
    if kind is Kind.MOUNTED_ROOT:
        scope, asker = mounted_scene(place)
        yield Opened(scope, asker)
    elif kind is Kind.COLLECTOR:
        with _translated(place) as found:
            yield found
    else:
        yield _recording(Path(place))


@contextlib.contextmanager
def _translated(bundle: str) -> Iterator[Opened]:
    """A bundle of the logs collector, brought into our layout in a folder of its own."""
    from ..snapshot.collector import translate

    with _tidy_when_terminated(), tempfile.TemporaryDirectory(prefix="ecsdoctor-") as folder:
        translate(bundle, folder)
        yield _recording(Path(folder))


def _recording(folder: Path) -> Opened:
    recording = Recording(folder)
    return Opened(recorded_scope(recording, folder), recorded_asker(recording), notes_on(str(folder)))


@contextlib.contextmanager
def _tidy_when_terminated() -> Iterator[None]:
    """SIGTERM (of `timeout`, of systemd) ends the run as Ctrl-C does, so that folders are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
