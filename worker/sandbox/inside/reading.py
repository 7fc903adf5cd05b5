"""From the bytes of a hand-in to parsed cells, or to a precise word about why it cannot be read."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import warnings
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from .values import Failed, clean

_ENDINGS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Python text in every encoding that people write it in. Those that read it otherwise are transports of text (punycode,
# UTF-7, escapes): some of them take the square of the length, and what they hide no search of a source would find.
_PLAIN = rb"x = 'a-z', 1 + 2  # \x41 \u0041 ~{+AEE- .xn--p1ai."
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_NOT_PYTHON = re.compile(
    r"\s*([%!?]|(pip3?|conda|apt|apt-get)\s+(?!(?:in|is|if|and|or|not)\b)\w|[\w., ]+=\s*[%!]|[\w.]+\?\??\s*$)"
)
_PYTHON_CELL_MAGIC = re.compile(r"\s*%%(time|timeit|capture|prun|memit|python3?)\b")
# One step over code that is not the beginning of a statement: a string or comment, a bracket, an end of line, the rest.
_STEP = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|'{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3})?'''
    r"""|"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|\#[^\n]*+|\\\n|[(\[{]|[)\]}]|\n(?:[ \t]*+\n)*+"""
    r"""|[^\#"'\\\n()\[\]{}]++|\\""",
    re.DOTALL,
)
_WORD = re.compile(r"\w+|[^\w\s]")
# What reading may cost at most, far above any hand-in: the checker reads too, and nobody stops it by a clock.
CODE_BYTES = 1 << 20
WORDS = 40_000  # names, numbers and signs: what a tree is made of
_WORDS_OF_A_CELL = 20  # each is parsed on its own
_BRACKETS = 400_000  # lists and objects of a notebook, outputs included
_PARSE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Cell:
    """One code cell of a notebook, or a whole script (`number` is then None).

    `file` is its name in tracebacks, `path` the name of the whole file in the folder that was handed in.
    """

    file: str
    number: int | None
    text: str
    path: str = ""


def unreadable(reason: str, *, line: int | None = None, cell: int | None = None, message: str = "") -> NoReturn:
    facts = {"reason": reason, "line": line, "cell": cell, "message": clean(message)}
    raise Failed("UNREADABLE", "unreadable", facts)


def _at_most(limit: int, size: int, unit: str) -> None:
    if size > limit:
        facts = {"reason": "too_large", "line": None, "cell": None, "message": ""}
        raise Failed("UNREADABLE", "unreadable", {**facts, "size": size, "limit": limit, "unit": unit})


def read(name: str, data: bytes) -> list[Cell]:
    """The code of a script or notebook. Code cells are numbered from 1 in the order of the file."""
    path, name = name, clean(re.sub(r"[^\x20-\U0010ffff]", "", name.replace("\\", "/")), 100)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        unreadable("empty")
    looks_like_notebook = data.lstrip().startswith(b"{") and b'"cells"' in data
    if name.endswith(".ipynb") or looks_like_notebook:
        return [replace(cell, path=path) for cell in _cells(name, data)]
    _at_most(CODE_BYTES, len(data), "bytes of code")
    text = _decode(data)
    _bound_words([text])
    return [Cell(f"<{name}>", None, text, path)]


def _bound_words(texts: list[str]) -> None:
    """Counted only where there may be too many, which no usual hand-in comes near."""
    extra = _WORDS_OF_A_CELL * len(texts)
    if sum(map(len, texts)) + extra > WORDS:
        words = sum(1 for text in texts for _ in _WORD.finditer(text))
        _at_most(WORDS, words + extra, "names, numbers and signs of code")


def parse(cell: Cell) -> tuple[str, ast.Module]:
    """The text with its shell, percent and pip lines blanked, and its tree. Raises SyntaxError."""
    text = _without_cell_magic(cell.text)
    try:
        return text, tree_of(text, cell.file)
    except SyntaxError:  # most hand-ins are spared the search for such lines
        python = _only_python(text)
        if python == text:
            raise
    return python, tree_of(python, cell.file)


def tree_of(text: str, file: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape sequence is the student's business
        try:
            return ast.parse(text, file)
        except _PARSE_ERRORS as error:
            if isinstance(error, SyntaxError):
                raise
            raise SyntaxError(str(error) or "the code is nested too deeply", (file, 1, None, None)) from None


def _only_python(text: str) -> str:
    """Every line that begins a statement and is no Python becomes a 0, all in one pass.

    A line inside a string or brackets begins nothing, so that a string may hold a line such as "% done".
    """
    kept, at = [], 0
    while at < len(text):
        line = text[at : _end_of(text, at)]
        if _NOT_PYTHON.match(line):
            end = _end_of_shell(text, at)
            kept.append(line[: len(line) - len(line.lstrip())] + "0" + "\n" * text.count("\n", at, end))
        else:
            end = _end_of_statement(text, at)
            kept.append(text[at:end])
        at = end
    return "".join(kept)


def _end_of(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _end_of_shell(text: str, at: int) -> int:
    """Behind its last line: a backslash carries a command on."""
    end = _end_of(text, at)
    while end < len(text) and text[end - 1] == "\\":
        end = _end_of(text, end + 1)
    return min(end + 1, len(text))


def _end_of_statement(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        step = _STEP.match(text, at)
        assert step is not None  # every character begins one
        at, sign = step.end(), step[0]
        if sign[0] == "\n" and not depth:
            break
        depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
    return at


def _without_cell_magic(text: str) -> str:
    """A cell of another language (%%bash, %%html) is no Python; %%time and its kin only lose their first line."""
    if not text.lstrip().startswith("%%"):
        return text
    if not _PYTHON_CELL_MAGIC.match(text):
        return ""
    head, _, rest = text.lstrip("\n").partition("\n")
    skipped = text[: len(text) - len(text.lstrip("\n"))]
    return skipped + " " * len(head) + "\n" + rest


def _decode(data: bytes) -> str:
    """As Python itself decodes a source file: byte order mark, coding cookie, then UTF-8."""
    if data.startswith(_ENDINGS_OF_UTF_16) or data[1::2].count(0) * 3 > len(data):
        unreadable("encoding", message="UTF-16")
    if _CONTROL.search(data):
        unreadable("binary")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        _prove_for_text(encoding)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        unreadable("encoding", line=data.count(b"\n", 0, error.start) + 1, message=str(error))
    except (SyntaxError, LookupError) as error:
        unreadable("encoding", line=_first_undecodable_line(data), message=str(error))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _prove_for_text(encoding: str) -> None:
    try:
        plain = _PLAIN.decode(encoding)
    except UnicodeError:
        plain = ""
    if plain != _PLAIN.decode():
        raise LookupError(f"unknown encoding: {encoding}")


def _first_undecodable_line(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1  # the bytes are fine, so it is the coding cookie, which stands at the top


def _cells(name: str, data: bytes) -> list[Cell]:
    _at_most(_BRACKETS, data.count(b"[") + data.count(b"{"), "lists and objects")
    try:
        book = json.loads(data)
    except (ValueError, RecursionError) as error:
        unreadable("not_a_notebook", line=getattr(error, "lineno", None), message=str(error))
    texts = [text for text in map(_code_of, _raw_cells(book)) if text is not None]
    if not any(text.strip() for text in texts):
        unreadable("no_code")
    _at_most(CODE_BYTES, sum(map(len, texts)), "bytes of code")
    _bound_words(texts)
    return [Cell(f"<{name} cell {number}>", number, text) for number, text in enumerate(texts, start=1)]


def _raw_cells(book: Any) -> list[Any]:
    """`cells` since notebook format 4; format 3 kept them in work sheets."""
    sheets = book.get("worksheets", [book]) if isinstance(book, dict) else None
    if not isinstance(sheets, list) or not all(
        isinstance(s, dict) and isinstance(s.get("cells"), list) for s in sheets
    ):
        unreadable("not_a_notebook", message="there is no list of cells")
    return [cell for sheet in sheets for cell in sheet["cells"]]


def _code_of(cell: Any) -> str | None:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    source = cell.get("source", cell.get("input", ""))
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return clean(text, len(text)).replace("\r\n", "\n").replace("\r", "\n")
