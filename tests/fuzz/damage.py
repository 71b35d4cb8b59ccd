"""Damage to recordings: bytes, lines, types of JSON values, whole files. Everything from one seed, so that it repeats."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import random
import re
import shutil
from pathlib import Path
from typing import Any, Callable, List, Sequence, Tuple

DIGITS = "9" * 5000
# In place of any value of a JSON document. `²` is a digit for str.isdigit() and none for int().
STRANGERS: Tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e308, float("inf"), float("nan"), 10**30, -(10**400), "", " ", "²", "٣٤", DIGITS, "x" * 3000, "\x00", "\ud800",
    "\x1b[2J", "null", "1e999", "-", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "arn:aws:", ":::::", "/",
    "10.0.0.0/99", "::/0", "=", "i-", [], {}, [[]], [None], [{}], [[[[]]]], {"a": None}, {"": {}}, ["x", 1, None, {}], [[{"a": [None]}]],
)  # fmt: skip
TOKENS = (
    DIGITS, "²", "-1", "1e999", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "\x00", "\x1b[31m", "", "=", "\"", "{", "%s", "ſ", "\u2028", "\\",
    "9" * 20, "0x1f", "::1", "999.999.999.999", "/", "\t", ",", "nan", "1,2", "+5", "1_000", "１２",
)  # fmt: skip
_WORD = re.compile(r"[\w.:/-]+")
_NUMBER = re.compile(r"\d+")


def copied(base: Path, folder: Path, others: Sequence[Path], dice: random.Random) -> None:
    """The recording in `folder`, with files of others beside its own, so that more is asked for at once."""
    shutil.copytree(base, folder, symlinks=True)
    for other in others:
        for file in sorted(p for p in other.rglob("*") if p.is_file() and p.name != "snapshot.json"):
            place = folder / file.relative_to(other)
            if dice.random() < 0.7 and not place.exists():
                with contextlib.suppress(OSError):
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, place)


def damage(folder: Path, dice: random.Random) -> List[str]:
    """Damage some files, one to all of them; what was done to which."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    share = dice.choice((0.1, 0.4, 1.0))
    done = []
    for file in [f for f in files if dice.random() < share] or files[:1]:
        how = _in_place if dice.random() < 0.93 else _replaced
        done.append(f"{file.relative_to(folder)}: {how(file, dice)}")
    return done


def _in_place(file: Path, dice: random.Random) -> str:
    body = file.read_bytes()
    with contextlib.suppress(ValueError, RecursionError):
        if body.lstrip()[:1] in (b"{", b"[") and dice.random() < 0.85:
            value = json.loads(body)
            times = dice.choice((1, 1, 2, 5, 30))
            for _ in range(times):
                value = _changed(value, dice)
            file.write_text(json.dumps(value), encoding="utf-8", errors="surrogatepass")
            return f"{times} values"
    change: Callable[[bytes, random.Random], bytes] = dice.choice(_CHANGES)
    file.write_bytes(change(body, dice))
    return change.__name__


def _changed(value: Any, dice: random.Random) -> Any:
    """The document with one node replaced, wrapped, dropped or doubled; found by walking down at random."""
    if not isinstance(value, (dict, list)) or not value or dice.random() < 0.12:
        return _stranger(value, dice)
    key: Any = dice.choice(sorted(value)) if isinstance(value, dict) else dice.randrange(len(value))
    if dice.random() < 0.04:
        del value[key]
    elif dice.random() < 0.04 and isinstance(value, list):
        value.append(value[key])
    else:
        value[key] = _changed(value[key], dice)
    return value


def _stranger(value: Any, dice: random.Random) -> Any:
    way = dice.random()
    if way < 0.7:
        return copy.deepcopy(dice.choice(STRANGERS))
    if way < 0.8:
        return [value]
    if way < 0.9:
        return {"a": value}
    return _spoilt(value, dice) if isinstance(value, str) else str(value)


def _spoilt(text: str, dice: random.Random) -> str:
    """One word or number of a text replaced; JSON inside of a text is damaged as JSON."""
    if text[:1] in ("{", "["):
        with contextlib.suppress(ValueError, RecursionError):
            return json.dumps(_changed(json.loads(text), dice))
    found = list((_NUMBER if dice.random() < 0.5 else _WORD).finditer(text))
    if not found:
        return dice.choice(TOKENS)
    match = dice.choice(found)
    return text[: match.start()] + dice.choice(TOKENS) + text[match.end() :]


def words(body: bytes, dice: random.Random) -> bytes:
    """Words and numbers of some lines."""
    lines = body.decode("utf-8", "surrogateescape").split("\n")
    for _ in range(dice.choice((1, 3, 20))):
        place = dice.randrange(len(lines))
        lines[place] = _spoilt(lines[place], dice)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def cut(body: bytes, dice: random.Random) -> bytes:
    """The end, the beginning or a piece of the middle is missing."""
    a, b = sorted((dice.randrange(len(body) + 1), dice.randrange(len(body) + 1)))
    return dice.choice((body[:a], body[b:], body[a:b], body[:a] + body[b:]))


def bytes_swapped(body: bytes, dice: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(body)
    for _ in range(dice.choice((1, 10, 200))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def lines_mixed(body: bytes, dice: random.Random) -> bytes:
    """Lines in another order, some of them twice or joined."""
    lines = body.split(b"\n")[:2000]
    dice.shuffle(lines)
    return dice.choice((b"\n", b"", b"\r\n", b"\r", b"\n\n")).join(lines + lines[: dice.randrange(3)])


def recoded(body: bytes, dice: random.Random) -> bytes:
    """Another encoding, or none."""
    text = body.decode("utf-8", "replace")
    encoding = dice.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7", "cp037"))
    return text.encode(encoding, "replace")


def other_thing(_: bytes, dice: random.Random) -> bytes:
    """Something else altogether."""
    return dice.choice((b"", b"\n", b"\x00" * 500, b"null", b"[]", b"{}", b'"x"', b"0", b"[" * 100_000, b'{"a":' * 100_000,
                        b"\xff\xfe", b"\x1f\x8b\x08\x00", b"=" * 5000, b"x" * 300_000, b"[null]", b"[[]]", DIGITS.encode()))  # fmt: skip


_CHANGES = (words, words, words, cut, bytes_swapped, lines_mixed, recoded, other_thing)


def _replaced(file: Path, dice: random.Random) -> str:
    """Something that is no file in its place."""
    file.unlink()
    way = dice.choice(("directory", "FIFO", "link to itself", "link out", "gone"))
    if way == "directory":
        file.mkdir()
    elif way == "FIFO":
        os.mkfifo(file)
    elif way == "link to itself":
        file.symlink_to(file.name)
    elif way == "link out":
        file.symlink_to("/etc/passwd")
    return way
