"""A lab's statement from Markdown to HTML. Raw HTML is text; math stays TeX, which the browser sets with KaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin


def section_id(title: str) -> str:
    """Where the section of this title stands. The prefix keeps it apart from the page's own names."""
    return "section-" + re.sub(r"\W+", "-", title.lower()).strip("-")


def _cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """The alignment of a column as a class: the content security policy refuses style attributes."""
    style = str(tokens[index].attrs.pop("style", ""))
    if style:
        tokens[index].attrJoin("class", style.replace("text-align:", "align-"))
    return renderer.renderToken(tokens, index, options, env)


def _image(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    """A link in its place: a lab holds no pictures, and the content security policy lets none in from elsewhere."""
    text, address = tokens[index].content, str(tokens[index].attrs["src"])
    return str(Markup('<a href="{}">{}</a>').format(address, text or address))


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .use(dollarmath_plugin, double_inline=True)
    .use(anchors_plugin, max_level=2, slug_func=section_id)
)
for _tag in ("th_open", "td_open"):
    _MARKDOWN.add_render_rule(_tag, _cell)
_MARKDOWN.add_render_rule("image", _image)


@lru_cache(maxsize=256)
def statement_html(text_hash: str, text: str) -> Markup:  # noqa: ARG001  the hash keeps versions apart at little cost
    """The statement as safe HTML, rendered once per lab version in each process."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  markdown-it escapes everything that it does not write itself


def has_section(statement: Markup, title: str) -> bool:
    return f'id="{section_id(title)}"' in statement
