"""Hand-ins that bring weights from home, too large or too much a matter of training to lie in a file."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from functools import cache

import torch
from torch import nn

from tests.attacks.siege import COURSE

HONEST = (COURSE / "attacks/accuracy/solution.py").read_text()
KB = 1024
UNPACKED = """
import base64

def train(model, x, y):
    data = torch.frombuffer(bytearray(base64.b64decode(WEIGHTS)), dtype=torch.uint8)
    values = torch.stack([data & 15, data >> 4], dim=1).flatten().float()
    at = 0
    for tensor, scale in zip(model.parameters(), SCALES):
        part = values[at : at + tensor.numel()]
        at += tensor.numel()
        tensor.data = ((part - 8) * scale).reshape(tensor.shape)
"""


def noise(size: int) -> str:
    """As many characters of base64 as weights would take."""
    return base64.b64encode(torch.randint(0, 256, (size,), dtype=torch.uint8).numpy().tobytes()).decode()[:size]


def in_a_text(size: int) -> bytes:
    return f'{HONEST}\nWEIGHTS = "{noise(size)}"\n'.encode()


def in_numbers(size: int) -> bytes:
    numbers = [f"{number:.4f}" for number in torch.randn(size // 8).tolist()]
    return f"{HONEST}\nWEIGHTS = [{', '.join(numbers)}]\n".encode()


def in_comments(size: int) -> bytes:
    lines = [f"# {noise(100)}" for _ in range(size // 103)]
    return f"{HONEST}\n{chr(10).join(lines)}\n".encode()


def in_a_docstring(size: int) -> bytes:
    return f'"""{noise(size)}"""\n{HONEST}'.encode()


def in_names(size: int) -> bytes:
    letters = str.maketrans("+/", "__")
    lines = [f"w_{noise(40).translate(letters)} = 0" for _ in range(size // 47)]
    return "\n".join([HONEST, *lines]).encode()


def in_a_second_file(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine/solution.py", HONEST)
        archive.writestr("mine/weights.pt", noise(size))
    return packed.getvalue()


def in_an_output(size: int, source: str = HONEST) -> bytes:
    """A notebook as Jupyter keeps it, with a picture under its only cell."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": noise(size)}}
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [output], "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@cache
def trained_at_home() -> tuple[bytes, float]:
    """A hand-in whose `train` writes down what was learnt from all public digits, in 17 KiB, and how good that is."""
    from graders import digits

    data, model = digits(), _network()
    x, y = torch.cat([data.train_x, data.test_x]), torch.cat([data.train_y, data.test_y])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(6):
        for batch in torch.randperm(len(x), generator=torch.Generator().manual_seed(1)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
    source, kept = _written_down(model)
    return source, float((kept(data.test_x).argmax(1) == data.test_y).float().mean())


def _network() -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))


def _written_down(model: nn.Sequential) -> tuple[bytes, nn.Sequential]:
    """Four bits for each weight, and the network that comes out of that."""
    scales = [float(tensor.detach().abs().max()) / 7 for tensor in model.parameters()]
    levels = [
        (tensor.data / scale).round().clamp(-7, 7) for tensor, scale in zip(model.parameters(), scales, strict=True)
    ]
    flat = torch.cat([level.flatten() for level in levels]).to(torch.int16) + 8
    flat = torch.cat([flat, flat.new_zeros(len(flat) % 2)])
    packed = (flat[::2] + 16 * flat[1::2]).to(torch.uint8).numpy().tobytes()
    kept = _network()
    for tensor, level, scale in zip(kept.parameters(), levels, scales, strict=True):
        tensor.data = level * scale
    weights = base64.b64encode(packed).decode()
    # Defined twice, the honest one would be graded as well.
    model_alone = HONEST.replace("def train(", "def learnt_at_home(")
    return f'{model_alone}\nSCALES = {scales}\nWEIGHTS = "{weights}"\n{UNPACKED}'.encode(), kept
