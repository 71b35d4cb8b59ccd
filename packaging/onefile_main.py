"""`__main__.py` of the one-file program."""

import sys

if sys.version_info < (3, 9):
    sys.exit("ecsdoctor needs Python 3.9 or newer; this is " + sys.version.split()[0])

import zipimport
from importlib.machinery import ModuleSpec


class Importer(zipimport.zipimporter):
    """Python 3.9's `zipimporter` with the newer protocol (PEP 451), which 3.10 has.

    Under the old one (`load_module`) a module is in `sys.modules` without a `__spec__` while it is executed, so that
    a second thread which imports it is handed one half: `module 'docker' has no attribute 'errors'`.
    """

    def find_spec(self, name, target=None):
        """Where a module is, or None."""
        if self.find_module(name) is None:
            return None
        place = self.get_filename(name)
        spec = ModuleSpec(name, self, origin=place, is_package=self.is_package(name))
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(place.rpartition("/")[0])
        return spec

    def create_module(self, spec):
        """The usual one."""

    def exec_module(self, module):
        """Run its code in it."""
        exec(self.get_code(module.__name__), vars(module))


if sys.version_info < (3, 10):
    sys.path_hooks.insert(0, Importer)
    sys.path_importer_cache.pop(sys.path[0], None)

try:
    from ecsdoctor.cli.main import main
except ModuleNotFoundError as error:
    sys.exit(f"ecsdoctor needs the whole standard library of Python, and here is no {error.name}: install python3")

main()
