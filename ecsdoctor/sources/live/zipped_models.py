"""botocore's service models read from inside the one-file program, so that nothing must be unpacked."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import OrderedDict
from typing import Any, Dict, List, Optional, Set, Tuple

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

ROOT = "botocore/data/"


class ZippedLoader(Loader):  # type: ignore[misc]  # botocore has no type information
    """botocore's loader over the names of one zip file; extras that the build left out are simply absent."""

    def __init__(self, archive: str) -> None:
        super().__init__(extra_search_paths=[], include_default_search_paths=False)
        self._zip = zipfile.ZipFile(archive)
        self._names: Dict[str, str] = {
            name[len(ROOT) :].split(".json")[0]: name
            for name in self._zip.namelist()
            if name.startswith(ROOT) and ".json" in name
        }

    def list_available_services(self, type_name: str) -> List[str]:
        """Services that the build kept."""
        return sorted({name.split("/")[0] for name in self._names if name.endswith("/" + type_name)})

    def list_api_versions(self, service_name: str, type_name: str) -> List[str]:
        """API versions of one service."""
        found: Set[str] = {
            parts[1]
            for parts in (name.split("/") for name in self._names)
            if len(parts) == 3 and parts[0] == service_name and parts[2] == type_name
        }
        if not found:
            raise DataNotFoundError(data_path=service_name)
        return sorted(found)

    def determine_latest_version(self, service_name: str, type_name: str) -> str:
        """The newest of them."""
        return max(self.list_api_versions(service_name, type_name))

    def load_data_with_path(self, name: str) -> Tuple[Any, str]:
        """One model, parsed."""
        entry: Optional[str] = self._names.get(name)
        if entry is None:
            raise DataNotFoundError(data_path=name)
        body = self._zip.read(entry)
        text = gzip.decompress(body) if entry.endswith(".gz") else body
        return json.loads(text, object_pairs_hook=OrderedDict), entry

    def load_data(self, name: str) -> Any:
        """The same without the name."""
        return self.load_data_with_path(name)[0]

    def is_builtin_path(self, path: str) -> bool:
        """Everything here came with the program."""
        return True
