"""What the database holds that no request of a student may change, and the people who try."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from api.auth import PREFIX
from tests.attacks.siege import Siege

# Signs of life that every request leaves are left out; of the gradebook only what staff has set.
WHOLE = {
    "people": "to_jsonb(t)",
    "identities": "to_jsonb(t)",
    "courses": "to_jsonb(t)",
    "enrolments": "to_jsonb(t)",
    "labs": "to_jsonb(t)",
    "lab_versions": "to_jsonb(t)",
    "assignments": "to_jsonb(t)",
    "assignment_labs": "to_jsonb(t)",
    "refused_publications": "to_jsonb(t)",
    "tokens": "to_jsonb(t) - 'last_used_at'",
    "gradebook_entries": "jsonb_build_array(t.person_id, t.lab_id, t.override, t.override_reason, t.late_factor)",
    "submissions": "jsonb_build_array(t.id, t.person_id, t.assignment_id, t.lab_id, t.late_factor, t.created_at)",
    "gradings": "jsonb_build_array(t.id, t.submission_id, t.lab_version_id, t.priority, t.max_score)",
}


def holdings(siege: Siege) -> dict[str, str]:
    """A word for the content of each table: two that are equal hold the same."""
    select = "SELECT md5(coalesce(string_agg(({row})::text, '|' ORDER BY ({row})::text), '')) AS word FROM {table} t"
    return {table: siege.records.ask(select.format(row=row, table=table))[0]["word"] for table, row in WHOLE.items()}


def count(siege: Siege, query: str, *values: Any) -> int:
    return int(siege.records.ask(f"SELECT count(*) AS amount FROM {query}", *values)[0]["amount"])


def refusals(siege: Siege) -> int:
    return count(siege, "audit WHERE action LIKE 'refused.%%'")


def by(siege: Siege, plain: str) -> httpx.Client:
    return httpx.Client(base_url=siege.url, headers={"Authorization": f"Bearer {plain}"}, timeout=60)


@contextmanager
def signed_in(siege: Siege, who: str) -> Iterator[httpx.Client]:
    """As a browser that shows our own page."""
    password = json.loads((siege.data_dir / "demo.json").read_text())["passwords"][who]
    with httpx.Client(base_url=siege.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as browser:
        answer = browser.post("/signin", data={"name": who, "password": password})
        assert answer.status_code == 303, answer.text
        yield browser


def neighbour_of_staff(siege: Siege) -> httpx.Client:
    """An instructor of another course, which has the same labs to give: staff, but not here."""
    plain = PREFIX + secrets.token_urlsafe(32)
    siege.records.ask(
        """
        WITH person AS (
            INSERT INTO people (id, name) VALUES (gen_random_uuid(), 'Instructor elsewhere') RETURNING id
        ), course AS (
            INSERT INTO courses (id, slug, title) VALUES (gen_random_uuid(), 'elsewhere-' || left(%s, 8), 'Elsewhere')
            RETURNING id
        ), enrolled AS (
            INSERT INTO enrolments (person_id, course_id, role)
            SELECT person.id, course.id, 'instructor' FROM person, course
        )
        INSERT INTO tokens (id, person_id, secret_sha256, name, scope)
        SELECT gen_random_uuid(), person.id, %s, 'elsewhere', 'instructor' FROM person
        RETURNING id
        """,
        secrets.token_hex(8),
        hashlib.sha256(plain.encode()).hexdigest(),
    )
    return by(siege, plain)
