"""What the README says of the checkout is so."""

import re
from pathlib import Path

import pytest

from graders.checks import load
from graders.run import run_exercise
from worker.local import LocalSession

ROOT = Path(__file__).resolve().parents[2]

README = (ROOT / "README.md").read_text()


@pytest.mark.unit
def test_files_that_the_readme_names_exist() -> None:
    named = re.findall(r"\]\((?!http)([^)#]+)\)", README) + re.findall(
        r"`((?:script|bench|docs|locks)/[\w./-]+)`", README
    )
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.unit
def test_the_table_of_settings_is_whole() -> None:
    """Each variable that the code reads stands in the table, and the other way round."""
    table = set(re.findall(r"^\| `(ALLCLOSE_\w+)`", README, re.MULTILINE))
    from api.settings import Settings

    assert table == {f"ALLCLOSE_{name.upper()}" for name in Settings.model_fields}


def test_the_checks_and_the_mistake_that_it_shows_work_as_it_says(tmp_path: Path) -> None:
    shown_checks, mistake = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    folder = tmp_path / "dl-101" / "warm-up"
    (folder / "mistakes").mkdir(parents=True)
    toml = '[lab]\ntitle = "T"\n[[exercise]]\nname = "squared-norm"\ntitle = "T"\npoints = 3\n'
    solution = "def squared_norm(x):\n    return (x**2).sum()\n"
    files = {"lab.toml": toml, "solution.py": solution, "checks.py": shown_checks, "mistakes/mean.py": mistake}
    for name, text in files.items():
        (folder / name).write_text(text)
    loaded = load(folder)
    for text, points, hints in ((solution, 3, {None}), (mistake, 0, {"The squares are averaged, not summed."})):
        session = LocalSession([("solution.py", solution.encode()), ("later.py", text.encode())])
        results = run_exercise(loaded, "squared-norm", session, b"seed", lambda _: None, LocalSession)
        earned = [result for result in results if result.max_points]
        assert sum(result.points for result in earned) == points
        assert {result.hint for result in earned} == hints
