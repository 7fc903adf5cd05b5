"""A lab's statement from Markdown to HTML. Raw HTML is text; math stays TeX, which the browser sets with KaTeX."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").use(dollarmath_plugin, double_inline=True)


@lru_cache(maxsize=256)
def statement_html(text_hash: str, text: str) -> Markup:  # noqa: ARG001  the hash keeps versions apart at little cost
    """The statement as safe HTML, rendered once per lab version in each process."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  markdown-it escapes everything that it does not write itself
