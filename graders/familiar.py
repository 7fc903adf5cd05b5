"""Keys of a result can be inputs, or say one in code of the hand-in's own. Needs no torch."""

from __future__ import annotations

import re
from typing import Any

from graders.results import Finding

_KEY = re.compile(r"""\[(?:'([^'\\]*)'|"([^"\\]*)"|\d{1,3})\]""")
_PART = re.compile(r"part (\[.*\]) of ", re.DOTALL)
DEEPEST = 3  # with a few words of its own, a deep tree could spell out anything


def has_keys(finding: Finding) -> bool:
    return bool(_keys_of(finding))


def marked(finding: Finding, sources: str) -> Finding:
    """The finding, marked where its keys are not to be told beside inputs that are secret.

    Familiar are small numbers, and words that hand-in or solution write down: none of them came with an input.
    """
    keys = _keys_of(finding)
    known = all(_familiar(text, sources) for text in keys)
    return finding if known else Finding(code=finding.code, facts={**finding.facts, "familiar": False})


def without_keys(facts: dict[str, Any]) -> dict[str, Any]:
    """What may be told of facts whose keys are not familiar."""
    if facts.get("familiar", True):
        return facts
    told = {"where": "", "subject": f"part of what `{facts.get('function')}` returns"}
    return {**facts, **{name: text for name, text in told.items() if name in facts}}


def _keys_of(finding: Finding) -> list[str]:
    where = str(finding.facts.get("where") or "")
    found = [where] if where.startswith("[") else []
    found += _PART.findall(str(finding.facts.get("subject") or ""))
    missing = finding.facts.get("missing") if finding.code == "keys" else None
    return found + [f"[{key}]" for key in missing or []]


def _familiar(text: str, sources: str) -> bool:
    keys = list(_KEY.finditer(text))
    words = [key[1] or key[2] for key in keys if key[1] or key[2]]
    whole = "".join(key[0] for key in keys) == text and len(keys) <= DEEPEST
    return whole and all(f"'{word}'" in sources or f'"{word}"' in sources for word in words)
