"""Markdown and math of statements, without a browser."""

import pytest

from api.pages.statement import has_section, section_id, statement_html

pytestmark = pytest.mark.unit


def test_math_stays_tex_for_the_browser():
    html = statement_html("a", "Let $x_1 < 2$ and\n\n$$\\frac{a}{b}$$\n")
    assert '<span class="math inline">x_1 &lt; 2</span>' in html
    assert '<div class="math block">\n\\frac{a}{b}\n</div>' in html


def test_display_math_inside_a_paragraph_is_displayed():
    assert '<div class="math inline">a^2</div>' in statement_html("b", "so that $$a^2$$ holds")


def test_raw_html_is_text():
    html = statement_html("c", "<script>alert(1)</script> <b onclick=x>bold</b>\n\n[here](javascript:alert(1))\n")
    assert "<script" not in html
    assert "<b " not in html
    assert "href" not in html


def test_math_cannot_break_out_of_its_element():
    assert "<img" not in statement_html("d", "$</span><img src=x onerror=alert(1)>$")


def test_tables_are_tables():
    assert "<table>" in statement_html("e", "| a | b |\n|---|---|\n| 1 | 2 |\n")


def test_a_section_can_be_linked_by_its_title():
    html = statement_html("f", "# Lab\n\n## A neuron, with ReLU\n\ntext\n")
    assert has_section(html, "A neuron, with ReLU")
    assert not has_section(html, "A neuron")
    assert f'<h2 id="{section_id("A neuron, with ReLU")}">' in html


def test_an_aligned_column_needs_no_style_attribute():
    html = statement_html("g", "| a | b |\n|--:|:-:|\n| 1 | 2 |\n")
    assert '<th class="align-right">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert "style" not in html


def test_a_picture_from_elsewhere_is_a_link():
    html = statement_html("h", "See ![a <b>plot</b>](https://example.org/plot.png) and ![](plot.png).\n")
    assert "<img" not in html
    assert '<a href="https://example.org/plot.png">a &lt;b&gt;plot&lt;/b&gt;</a>' in html
    assert '<a href="plot.png">plot.png</a>' in html
