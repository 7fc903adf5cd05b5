"""A submission with its first grading, stored whole or not at all: one statement, one round trip."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from api.auth import Viewer
from api.models import Assignment, Lab, LabVersion
from api.settings import get_settings, server_secret

# The two rows point at each other; PostgreSQL checks foreign keys when the statement ends.
STORE = text("""
    WITH blob AS (
        INSERT INTO blobs (sha256, data) VALUES (:sha256, :data) ON CONFLICT DO NOTHING
    ), submission AS (
        INSERT INTO submissions (
            id, assignment_id, lab_id, person_id, file_name, blob_sha256, exercises, late_factor, created_at,
            current_grading_id, token_id
        ) VALUES (
            :id, :assignment_id, :lab_id, :person_id, :file_name, :sha256, :exercises, :late_factor, :created_at,
            :grading_id, :token_id
        )
    ), member AS (
        INSERT INTO submission_members (submission_id, person_id) VALUES (:id, :person_id)
    ), entry AS (
        INSERT INTO audit (id, person_id, action, target, detail)
        VALUES (:audit_id, :person_id, 'submission.received', 'submission/' || CAST(:id AS text),
            jsonb_build_object('scope', CAST(:scope AS text)))
    )
    INSERT INTO gradings (id, submission_id, lab_version_id, lane, seed, max_score)
    VALUES (:grading_id, :id, :lab_version_id, :lane, :seed, :max_score)
""")


@dataclass(frozen=True)
class Received:
    """An upload that every rule has let through."""

    file_name: str
    data: bytes
    exercises: tuple[str, ...]
    at: datetime


def store(
    db: Session, viewer: Viewer, received: Received, place: tuple[Assignment, Lab, LabVersion]
) -> tuple[UUID, str]:
    """The submission's id, and the lane to wake after the commit."""
    assignment, lab, version = place
    submission_id, grading_id, lane = uuid7(), uuid7(), lane_of(version)
    facts = {
        "id": submission_id,
        "grading_id": grading_id,
        "audit_id": uuid7(),
        "assignment_id": assignment.id,
        "lab_id": lab.id,
        "lab_version_id": version.id,
        "person_id": viewer.person_id,
        "scope": viewer.scope,
        "token_id": viewer.token_id,
        "file_name": received.file_name,
        "sha256": hashlib.sha256(received.data).hexdigest(),
        "data": received.data,
        "exercises": sorted(set(received.exercises)),
        "late_factor": late_factor(assignment, received.at),
        "created_at": received.at,
        "lane": lane,
        "seed": hmac.digest(server_secret(), grading_id.bytes, "sha256"),
        "max_score": max_score(version, received.exercises),
    }
    db.execute(STORE, facts)
    return submission_id, lane


def late_factor(assignment: Assignment, received_at: datetime) -> Decimal:
    """1 until the due date; then each begun day takes `per_day` away, down to `at_least`."""
    rule = assignment.late_rule
    if rule is None or assignment.due_at is None or received_at <= assignment.due_at:
        return Decimal(1)
    days = -((assignment.due_at - received_at) // timedelta(days=1))
    lowered = 1 - Decimal(str(rule["per_day"])) * days
    return max(lowered, Decimal(str(rule.get("at_least", 0))))


def max_score(version: LabVersion, asked: tuple[str, ...]) -> Decimal:
    """Of the exercises that were asked for, or of all."""
    exercises = version.manifest["exercises"]
    return sum((Decimal(str(each["points"])) for each in exercises if not asked or each["name"] in asked), Decimal())


def lane_of(version: LabVersion) -> str:
    """Workers with a GPU take everything where the operator says so; else only labs that need one go to theirs."""
    needs_gpu = version.manifest["needs"]["gpu_memory_mb"] > 0
    return "gpu" if needs_gpu or get_settings().device != "cpu" else "cpu"
