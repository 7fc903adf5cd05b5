"""Demand 4: no network, no screen, packages of other machines: each is met at once, and said."""

from __future__ import annotations

import pytest

SOLUTION = "def answer():\n    return 42\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("answer", points=1, draw=lambda d: ())
"""
RIGHT = "\ndef answer():\n    return 42\n"


def grade(graded, text, **lab):
    return graded(text, SOLUTION, CHECKS, **lab)


def whole(graded, text, value="answer"):
    checks = f'from graders import exercise\nq = exercise("q")\nq.named("{value}", points=1, near=42)\n'
    return graded(text, "answer = 42\n", checks, road="as-handed-in")


@pytest.mark.parametrize(
    "text",
    [
        "import seaborn as sns\nsns.set_theme()\n",
        "from torchviz import make_dot\nimport torch\nmake_dot(torch.ones(1)).render('net')\n",
        "from torchsummary import summary\nfrom torchinfo import summary as other\nother(1)\n",
        "from google.colab import drive\ndrive.mount('/content/drive')\n",
        "import kagglehub, tqdm\nfrom ucimlrepo import fetch_ucirepo\n",
        "from tqdm.notebook import tqdm\nfor i in tqdm(range(3)): pass\n",
        "import matplotlib\nmatplotlib.use('TkAgg', force=False)\nimport matplotlib.pyplot as plt\nplt.show()\n",
    ],
)
def test_packages_of_other_machines_sink_nothing(graded, text):
    for result in (grade(graded, text + RIGHT), whole(graded, text + "answer = 42\n")):
        assert result.passed, [result.message(name) for name in result.checks]
        assert result.notes == []


def test_what_is_left_out_is_said(graded):
    result = whole(graded, "from torchviz import make_dot\nmake_dot(1)\nmake_dot(2)\nanswer = 42\n")
    assert result.passed
    assert result.checks["named_answer"].output == "torchviz is not installed here; what it shows is left out.\n"


@pytest.mark.parametrize(
    "call",
    [
        "kagglehub.dataset_download('a/b')",
        "ucimlrepo.fetch_ucirepo(id=1)",
        "urllib.request.urlopen('https://example.com/data.csv')",
        "socket.create_connection(('example.com', 80))",
        "torchvision.datasets.CIFAR10('.', download=True)",
        "torchvision.datasets.FashionMNIST('.', download=True)",
        "torchvision.models.resnet18(weights='DEFAULT')",
    ],
)
def test_downloads_fail_at_once_and_say_what_to_do(graded, call):
    imports = "import kagglehub, ucimlrepo, urllib.request, socket, torchvision\n"
    result = grade(graded, f"{imports}data = {call}\n{RIGHT}", limits="call_s = 4.0")
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.notes) == 1
    assert "there is no network here: put the files that your code reads into the folder" in result.notes[0]


def test_mnist_is_stood_in_for_by_other_real_digits(graded):
    text = """
import torch
from torchvision import datasets, transforms
train = datasets.MNIST(root="./data", train=True, download=True, transform=transforms.ToTensor())
test = datasets.MNIST(root="./data", train=False, download=True, transform=transforms.ToTensor())
loader = torch.utils.data.DataLoader(train, batch_size=64, shuffle=True, num_workers=4)
images, labels = next(iter(loader))
assert images.shape == (64, 1, 28, 28) and 0.5 < images.max() <= 1 and images.min() == 0
assert len(train) == 1500 and len(test) == 297 and set(train.targets.tolist()) == set(range(10))
model = torch.nn.Linear(784, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
for epoch in range(5):
    for images, labels in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(images.flatten(1)), labels).backward()
        optimizer.step()
hits = (model(test.data.flatten(1) / 255).argmax(1) == test.targets).float().mean()
answer = 42 if hits > 0.8 else float(hits)
"""
    result = whole(graded, text)
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.notes) == 1
    assert result.notes[0].startswith("Line 4 loads MNIST, which would have to be downloaded")


def test_the_keyboard(graded):
    result = whole(graded, "answer = int(input('? '))\n")
    assert "input() has no keyboard here" in result.notes[0]
