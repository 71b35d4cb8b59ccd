"""In processes that tests start: watch AWS calls as soon as botocore is imported, and not before."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import Any


class _Waiting(MetaPathFinder):
    """Steps in at the first import of botocore's sessions, and steps aside at once."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        if name == "botocore.session":
            sys.meta_path.remove(self)
            import aws_watch

            aws_watch.install()


sys.meta_path.insert(0, _Waiting())
