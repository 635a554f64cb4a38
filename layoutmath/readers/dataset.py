"""Files, folders, archives and pipes as one stream of expressions."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from layoutmath.errors import InputError, Problem
from layoutmath.inkfile import sniff_ink
from layoutmath.readers.beside import CLASS_FILES
from layoutmath.readers.contract import Pair, Reader

GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
HEAD_SIZE = 1 << 16
"""How many bytes are enough to tell a format."""

UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)
"""What broken, forbidden and exotic files raise; all of it is reported as a problem of the file."""

Open = Callable[[], AbstractContextManager[BinaryIO]]
Pairs = Generator[Pair, None, bool]
"""Yields pairs; returns whether the content was of a known format."""


@dataclass(slots=True)
class Dataset:
    """Expressions with their true structures (or None), read anew each time it is iterated over.

    ``source`` is a file, a folder (all files below it in sorted order, hidden ones and those that only name
    classes left out) or a binary stream, which is read from its start; ``readers`` are the formats it may be
    in. ``problems`` is what the last iteration, or the one under way, lost or mended; ``file`` is where its
    last pair came from.

    Content of no known format raises InputError; among the files of a folder or archive it is skipped, which
    is a problem with ``lost=False``.
    """

    source: Path | BinaryIO
    readers: Mapping[str, Reader]
    problems: list[Problem] = field(default_factory=list, init=False)
    file: str = field(default="", init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.source, Path):
            self.source = _seekable(self.source)

    def __iter__(self) -> Iterator[Pair]:
        self.problems = []
        source = str(self.source) if isinstance(self.source, Path) else "stdin"
        if not isinstance(self.source, Path):
            self.source.seek(0)
            known = yield from self._one(source, partial(_unclosed, self.source))
        elif self.source.is_dir():
            known = yield from self._several(
                (str(path), partial(_open, path)) for path in _files(self.source)
            )
        else:
            known = yield from self._one(source, partial(_open, self.source))
        if not known:
            raise InputError("found no content of a known format", self._formats(), source=source)

    def _several(self, files: Iterable[tuple[str, Open]]) -> Pairs:
        any_known = False
        for source, open_file in files:
            known = yield from self._one(source, open_file)
            if not known:
                skipped = "found no content of a known format, skipped"
                self.problems.append(Problem(skipped, self._formats(), source=source, lost=False))
            any_known |= known
        return any_known

    def _one(self, source: str, open_file: Open) -> Pairs:
        try:
            with open_file() as stream:
                return (yield from self._read(source, _seekable(stream)))
        except InputError as error:
            self.problems.append(error.inside(source).problem)
        except UNREADABLE as error:
            self.problems.append(Problem(f"found a file that cannot be read ({error})", source=source))
        return True

    def _read(self, source: str, stream: BinaryIO, *, unpacked: bool = False) -> Pairs:
        head = stream.read(len(ZIP_MAGIC))
        stream.seek(0)
        if head == ZIP_MAGIC and not unpacked:
            with zipfile.ZipFile(stream) as archive:
                return (yield from self._several(_members(source, archive)))
        if head.startswith(GZIP_MAGIC) and not unpacked:
            with gzip.GzipFile(fileobj=stream) as inner:
                return (yield from self._read(source, io.BufferedReader(inner), unpacked=True))
        reader = self._reader(stream, source.removesuffix(".gz"))
        if reader is not None:
            self.file = source
            yield from reader.read(stream, source, self.problems.append)
        return reader is not None

    def _reader(self, stream: BinaryIO, source: str) -> Reader | None:
        """The reader that knows the suffix or the first bytes; a pipe is read no further than that takes."""
        if len(self.readers) == 1:
            return next(iter(self.readers.values()))
        named = (each for each in self.readers.values() if each.suffix)
        by_suffix = next((each for each in named if source.lower().endswith(str(each.suffix))), None)
        if by_suffix is not None:
            return by_suffix
        head = b""
        reader = None
        while len(head) < HEAD_SIZE:
            chunk = stream.read1(HEAD_SIZE)  # type: ignore[attr-defined]  # buffered, all of them
            head += chunk
            reader = next((reader for reader in self.readers.values() if reader.sniff(head)), None)
            if not chunk or (reader is not None and b"\n" in head.lstrip()):
                break
        if not head.strip():
            raise InputError("found an empty file", self._formats())
        if reader is None and sniff_ink(head):
            raise InputError(
                "found pen strokes without symbols", "symbols, as 'layoutmath recognise' finds them"
            )
        stream.seek(0)
        return reader

    def _formats(self) -> str:
        return f"one of the formats {', '.join(self.readers)}"


def _open(path: Path) -> BinaryIO:
    return path.open("rb", buffering=HEAD_SIZE)


def _unclosed(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    return nullcontext(stream)


def _files(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if not _is_hidden(path.relative_to(folder)))


def _members(source: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, Open]]:
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        if not member.is_dir() and not _is_hidden(PurePath(member.filename)):
            yield f"{source}/{member.filename}", partial(_open_member, archive, member)


def _open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(member))


def _is_hidden(path: PurePath) -> bool:
    """Whether a file is none of the collection's expressions: hidden, or names of classes for other files."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts) or path.name in CLASS_FILES


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BufferedReader(_Rewindable(stream))


class _Rewindable(io.RawIOBase):
    """A pipe that can be read again from its start: what was read is kept, on disk when it is much."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._kept = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115  # closed by close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._kept.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while self.read(HEAD_SIZE):
                pass
        return self._kept.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stubs want any buffer
        data = self._kept.read(len(buffer))
        if not data:
            data = self._stream.read1(len(buffer))  # type: ignore[attr-defined]  # buffered, as stdin is
            self._kept.write(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._kept.close()
        super().close()
