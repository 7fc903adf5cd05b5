"""What stands in a child for things that hand-ins find on their authors' machines: a network, data sets, packages."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import socket
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import numpy as np
import torch

_NO_NETWORK = "there is no network here: put the files that your code reads into the folder that you hand in"
# They draw, describe a model, or talk with a service beside the notebook: nothing that is graded hangs on them.
_SILENT = ("torchviz", "torchinfo", "torchsummary", "seaborn", "plotly", "google.colab")
_LOADERS = ("kagglehub", "ucimlrepo", "gdown", "wget")
_TRAINING_SHARE = 1500


def settle() -> None:
    """For a process of one hand-in alone."""
    socket.getaddrinfo = _no_network
    sys.meta_path.append(_Absent())
    sys.modules["tqdm.notebook"] = _PlainBar("tqdm.notebook")
    if "torchvision.datasets" in sys.modules:
        _digits_for_mnist(sys.modules["torchvision.datasets"])


def _no_network(*_: object, **__: object) -> NoReturn:
    raise OSError(_NO_NETWORK)


def _digits_for_mnist(datasets: types.ModuleType) -> None:
    """The real MNIST where the hand-in brings its files; else the digits of scikit-learn, as large and as dark."""
    kind = datasets.MNIST
    exists, load = kind._check_exists, kind._load_data  # noqa: SLF001

    def download(self: Any) -> None:
        if type(self) is not kind and not exists(self):
            _no_network()

    def load_data(self: Any) -> tuple[torch.Tensor, torch.Tensor]:
        return load(self) if exists(self) else _digits(train=self.train)

    kind.download, kind._load_data = download, load_data  # noqa: SLF001
    kind._check_exists = lambda self: type(self) is kind or exists(self)  # noqa: SLF001


def _digits(*, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """From 8 by 8 with 17 shades to 28 by 28 with 256."""
    digits = importlib.import_module("sklearn.datasets").load_digits()
    small = torch.from_numpy(np.asarray(digits.images, np.float32))[:, None]  # (n, 1, 8, 8)
    large = torch.nn.functional.interpolate(small, size=(20, 20), mode="bilinear")
    images = torch.nn.functional.pad(large, (4, 4, 4, 4))[:, 0] * (255 / 16)  # (n, 28, 28)
    share = slice(_TRAINING_SHARE) if train else slice(_TRAINING_SHARE, None)
    return images[share].to(torch.uint8), torch.from_numpy(np.asarray(digits.target, np.int64))[share]


class _Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what no other finder does: an import of these must not sink what is graded."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        known = (*_SILENT, *_LOADERS, "google")
        if not any(fullname == name or fullname.startswith(f"{name}.") for name in known):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to execute."""


class _PlainBar(types.ModuleType):
    """The progress bar of notebooks needs a notebook; the one of the terminal does not."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(
            importlib.import_module("tqdm.std"), {"tqdm_notebook": "tqdm", "tnrange": "trange"}.get(name, name)
        )


class _StandIn(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Loader(self.__name__) if self.__name__.partition(".")[0] in _LOADERS else _Silent(self.__name__)


class _Loader:
    def __init__(self, package: str) -> None:
        self._package = package

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise OSError(f"{self._package} would download data, and {_NO_NETWORK}")


class _Silent:
    """Takes every use, does nothing, and says once what is left out."""

    _said: set[str] = set()  # noqa: RUF012  once for each package, in all of its parts

    def __init__(self, package: str) -> None:
        self._package = package

    def __call__(self, *_: object, **__: object) -> _Silent:
        if self._package not in self._said:
            self._said.add(self._package)
            text = f"{self._package} is not installed here; what it shows is left out."
            print(text, file=sys.stderr)  # noqa: T201  for the student
        return self

    def __getattr__(self, name: str) -> _Silent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())
