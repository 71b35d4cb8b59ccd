"""Build `dist/ecsdoctor.pyz`: one file that runs with a bare Python 3.9 or newer, on any architecture.

Only pure Python goes in (compiled accelerators are left out), so nothing must be unpacked: Python imports from the
zip, and botocore's models are read from it (sources/live/sdk.py). Two builds of the same tree are identical: all
versions are pinned, no time or path of the building machine gets in, and the order of sets in bytecode, which follows
the hash seed, is fixed. Why so: docs/decisions/one-file-is-a-zip.md.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import marshal
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Dict, Set

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / "dist" / "ecsdoctor.pyz"
REQUIREMENTS = REPOSITORY / "packaging" / "onefile-requirements.txt"
# The first second that a zip file can name: the builds of all days look alike.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNWANTED_SUFFIXES = (".so", ".pyc", ".pyi", ".pyd", ".c", ".h")
UNWANTED_FOLDERS = ("bin/", "boto3/data/", "boto3/examples/")
COMMON_MODELS = ("endpoints", "partitions", "sdk-default-configuration", "_retry")
MAIN = REPOSITORY / "packaging" / "onefile_main.py"


def services() -> Set[str]:
    """The AWS services that the program may ask."""
    sys.path.insert(0, str(REPOSITORY))
    from ecsdoctor.sources.aws_actions import ACTIONS

    return {service for service, _ in ACTIONS} | {"sts"}


def install(folder: Path) -> None:
    """Put the program and its pure-Python dependencies into a folder."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    # `--no-deps`: what is not pinned does not get in by itself.
    subprocess.run([*pip, "--no-deps", "--target", str(folder), "-r", str(REQUIREMENTS)], check=True)
    with tempfile.TemporaryDirectory() as copy:
        # setuptools writes its notes beside the sources: let it do so elsewhere.
        source = Path(copy) / "source"
        kept = shutil.ignore_patterns(".git", ".venv", ".chroot", "*.egg-info", "__pycache__", "dist", "build", ".nox")
        shutil.copytree(REPOSITORY, source, ignore=kept)
        subprocess.run([*pip, "--no-deps", "--target", str(folder), str(source)], check=True)


def wanted(name: str, models: Set[str]) -> bool:
    """Whether a file goes into the program."""
    if name.endswith(UNWANTED_SUFFIXES) or name.startswith(UNWANTED_FOLDERS) or "__pycache__" in name:
        return False
    if ".dist-info/" in name:
        return False
    if name.startswith("botocore/data/"):
        part = name.split("/")[2].split(".json")[0]
        return part in models and not name.endswith(("waiters-2.json", "examples-1.json"))
    return True


def newest_models(folder: Path, models: Set[str]) -> Dict[str, Path]:
    """Wanted files by name in a stable order; of each service only the newest API version."""
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    kept = {name: path for name, path in names.items() if wanted(name, models)}
    newest: Dict[str, str] = {}
    for name in kept:
        parts = name.split("/")
        if name.startswith("botocore/data/") and len(parts) == 5:
            newest[parts[2]] = max(parts[3], newest.get(parts[2], ""))
    return {
        name: path
        for name, path in kept.items()
        if not name.startswith("botocore/data/")
        or len(name.split("/")) != 5
        or name.split("/")[3] == newest[name.split("/")[2]]
    }


def compiled(source: bytes, name: str) -> bytes:
    """Bytecode of the building Python, which imports from a zip twice as fast; others fall back to the source.

    The header says "unchecked hash" (PEP 552), so that no time of day gets into the file.
    """
    code = marshal.dumps(compile(source, name, "exec", dont_inherit=True))
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(source) + code


def build(target: Path) -> None:
    """Write the program and its sha256."""
    models = services() | set(COMMON_MODELS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        install(folder)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            add(archive, "__main__.py", MAIN.read_bytes())
            (declared,) = folder.glob("ecsdoctor-*.dist-info/entry_points.txt")
            add(archive, "EGG-INFO/entry_points.txt", declared.read_bytes())  # read by engine/entry_points.py
            for name, path in newest_models(folder, models).items():
                body = path.read_bytes()
                if name.endswith(".json.gz"):  # compressed once, by the zip itself
                    name, body = name[:-3], gzip.decompress(body)
                add(archive, name, body)
                if name.endswith(".py"):
                    add(archive, name + "c", compiled(body, name))
    target.parent.mkdir(exist_ok=True)
    body = b"#!/usr/bin/env python3\n" + packed.getvalue()
    target.write_bytes(body)
    target.chmod(0o755)
    digest = hashlib.sha256(body).hexdigest()
    target.with_suffix(".pyz.sha256").write_text(f"{digest}  {target.name}\n")
    print(f"{target}: {len(body) / 1e6:.1f} MB, sha256 {digest}")


def add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """One file without a trace of when and by whom it was made."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, body)


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 9):
        sys.exit(f"the one file is built with Python 3.9, whose bytecode goes in; this is {sys.version.split()[0]}")
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
