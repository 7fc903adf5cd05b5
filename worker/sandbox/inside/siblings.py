"""The other files of a folder that was handed in: modules that its code imports, data that it reads."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import types
from collections.abc import Callable, Sequence
from importlib.util import spec_from_loader
from pathlib import Path, PurePosixPath

# Loads the file of this name into the namespace of a module, as the hand-in itself is loaded.
Load = Callable[[str, types.ModuleType], None]


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Each under its own path. They were proved to stay inside by who unpacked them."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Siblings(importlib.abc.MetaPathFinder):
    """Finds modules in the folder: beside the file that is graded first, then above it, then wherever there is one.

    It stands behind all other finders, so that a helper named as a library's file breaks no library.
    """

    def __init__(self, names: Sequence[str], home: str, load: Load) -> None:
        self._names = [name for name in names if name.endswith(".py")]
        self._home = PurePosixPath(home)
        self._loader = _Loader(load)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        wanted = fullname.replace(".", "/")
        for file in (f"{wanted}.py", f"{wanted}/__init__.py"):
            found = self._nearest(file)
            if found is not None:
                package = found.endswith("__init__.py")
                return spec_from_loader(fullname, self._loader, origin=found, is_package=package)
        if any(f"/{wanted}/" in f"/{name}" for name in self._names):
            # Without a path of its own: what is in it is found here, not by those who read the disk.
            return importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        return None

    def _nearest(self, file: str) -> str | None:
        for folder in (self._home, *self._home.parents):
            if str(folder / file) in self._names:
                return str(folder / file)
        return next((name for name in self._names if f"/{name}".endswith(f"/{file}")), None)


class _Loader(importlib.abc.Loader):
    def __init__(self, load: Load) -> None:
        self._load = load

    def exec_module(self, module: types.ModuleType) -> None:
        assert module.__spec__ is not None  # we made it
        self._load(str(module.__spec__.origin), module)
