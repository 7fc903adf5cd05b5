"""House rules of the pages that no browser is needed for."""

import re
from pathlib import Path

import pytest

from api.pages.render import HERE, STATIC

pytestmark = pytest.mark.unit
CSS = (STATIC / "site.css").read_text()
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block)) for block in CSS.split(":root {")[1:3])
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("soft", "sunken"),
    ("ink", "sunken"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("good", "surface"),
    ("good", "good-soft"),
    ("bad", "surface"),
    ("bad", "bad-soft"),
    ("hint-ink", "hint"),
]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_as_wcag_aa_asks(scheme, text, ground):
    lighter, darker = sorted((luminance(scheme[text]), luminance(scheme[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("template", sorted(HERE.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_needs_a_laxer_policy(template):
    text = template.read_text()
    assert not re.search(r"\s(style|on[a-z]+)\s*=", text), "inline style and handlers are refused by the policy"
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|javascript:|\|\s*safe\b", text)


def test_every_font_that_a_style_names_is_shipped():
    for sheet in (STATIC / "site.css", STATIC / "vendor" / "katex" / "katex.min.css"):
        names = re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text())
        assert names
        assert [name for name in names if not Path(sheet.parent, name).is_file()] == []
