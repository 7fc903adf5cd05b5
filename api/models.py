"""All tables. PostgreSQL 15 and newer; times are timestamptz by the database clock; ids are UUIDv7 made in Python."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy import (
    Identity as Counted,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, defer, mapped_column
from uuid_utils.compat import uuid7

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Points = Numeric(10, 2)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads this class attribute
        str: Text,
        bytes: LargeBinary,
        datetime: TIMESTAMP(timezone=True),
        Decimal: Points,
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
    }


def one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Identified:
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Created:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Person(Identified, Created, Base):
    __tablename__ = "people"

    name: Mapped[str]
    email: Mapped[str | None]


class Identity(Identified, Created, Base):
    """A way to prove who one is. `provider` is `password` for now; a single sign-on adds rows, not columns."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    provider: Mapped[str]
    subject: Mapped[str]
    secret_hash: Mapped[str | None]


class Course(Identified, Created, Base):
    __tablename__ = "courses"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    zone: Mapped[str] = mapped_column(server_default="UTC")  # IANA name: deadlines are shown in it


class Enrolment(Created, Base):
    __tablename__ = "enrolments"
    __table_args__ = (one_of("role", "student", "assistant", "instructor"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True, index=True)
    role: Mapped[str]


class Blob(Created, Base):
    """Bytes by their own name: uploads and packed labs, each stored once."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class Lab(Identified, Created, Base):
    """`slug` is `<course>/<lab>`, the folder it came from. New submissions are graded by the current version."""

    __tablename__ = "labs"

    slug: Mapped[str] = mapped_column(unique=True)
    current_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("lab_versions.id", use_alter=True))


class RefusedPublication(Base):
    """Why the newest version of a lab was not published; gone once one is. The lab may have no version at all."""

    __tablename__ = "refused_publications"

    slug: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    refused_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LabVersion(Identified, Created, Base):
    """What decides points is in `grading_hash`; what is only read by people in `text_hash`."""

    __tablename__ = "lab_versions"
    __table_args__ = (UniqueConstraint("lab_id", "grading_hash", "text_hash"),)

    lab_id: Mapped[UUID] = mapped_column(ForeignKey("labs.id"))
    grading_hash: Mapped[str]
    text_hash: Mapped[str]
    pack_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    manifest: Mapped[dict[str, Any]]
    statement: Mapped[str]
    starter: Mapped[str]


# For lists and results, which show neither text.
WITHOUT_TEXTS = (defer(LabVersion.statement), defer(LabVersion.starter))


class Assignment(Identified, Created, Base):
    """Labs given in a course with dates and rules. `late_rule` is null or {"per_day": 0.1, "at_least": 0.5}."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    slug: Mapped[str]
    title: Mapped[str]
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    max_attempts: Mapped[int | None]
    late_rule: Mapped[dict[str, Any] | None]


class AssignmentLab(Base):
    __tablename__ = "assignment_labs"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    lab_id: Mapped[UUID] = mapped_column(ForeignKey("labs.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(server_default="0")


class Submission(Identified, Base):
    """One upload. `created_at` is when the request began; an empty `exercises` means all of the lab."""

    __tablename__ = "submissions"
    __table_args__ = (
        # The current grading is one, and it is a grading of this very submission.
        ForeignKeyConstraint(
            ["id", "current_grading_id"],
            ["gradings.submission_id", "gradings.id"],
            name="fk_submissions_current_grading",
            use_alter=True,
        ),
        ForeignKeyConstraint(["assignment_id", "lab_id"], ["assignment_labs.assignment_id", "assignment_labs.lab_id"]),
        Index("ix_submissions_person", "person_id", "assignment_id", "created_at"),
        Index("ix_submissions_listing", "assignment_id", "created_at", "id"),
        Index("ix_submissions_newest", "created_at", "id"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    lab_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    file_name: Mapped[str]
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    exercises: Mapped[list[str]]
    late_factor: Mapped[Decimal] = mapped_column(Numeric(4, 3), server_default="1")
    created_at: Mapped[datetime]
    current_grading_id: Mapped[UUID | None]
    token_id: Mapped[UUID | None] = mapped_column(ForeignKey("tokens.id"))  # by which it was sent


class SubmissionMember(Base):
    """Who gets the grade: one row when solo."""

    __tablename__ = "submission_members"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Grading(Identified, Base):
    """One run over a submission: the unit of work. `fence` grows with every claim, so an old worker's writes miss."""

    __tablename__ = "gradings"
    __table_args__ = (
        one_of("state", "queued", "running", "graded", "failed"),
        one_of("fault_owner", "lab", "service"),
        UniqueConstraint("submission_id", "id"),
        CheckConstraint("(state = 'graded') = (score IS NOT NULL)", name="graded_has_score"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="running_has_lease"),
        Index(
            "ix_gradings_queue", "lane", text("priority DESC"), "queued_at", postgresql_where=text("state = 'queued'")
        ),
        Index("ix_gradings_leases", "lease_until", postgresql_where=text("state = 'running'")),
        Index("ix_gradings_started", "started_at"),
        Index("ix_gradings_failed", "submission_id", postgresql_where=text("state = 'failed'")),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    lab_version_id: Mapped[UUID] = mapped_column(ForeignKey("lab_versions.id"))
    state: Mapped[str] = mapped_column(server_default="queued")
    lane: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default="0")  # higher goes first
    queued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
    woken_at: Mapped[datetime] = mapped_column(server_default=func.now())
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None]
    fence: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    seed: Mapped[bytes]
    device: Mapped[str | None]
    environment: Mapped[dict[str, Any] | None]
    timings: Mapped[dict[str, Any] | None]
    score: Mapped[Decimal | None]
    max_score: Mapped[Decimal]
    report: Mapped[dict[str, Any] | None]
    fault_owner: Mapped[Literal["lab", "service"] | None] = mapped_column(Text)
    fault_reason: Mapped[str | None]  # for staff
    fault_reference: Mapped[str | None]  # what a student quotes when asking staff
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class GradingAttempt(Base):
    """One worker's try at a grading."""

    __tablename__ = "grading_attempts"
    __table_args__ = (one_of("how", "finished", "lost", "failed"),)

    grading_id: Mapped[UUID] = mapped_column(ForeignKey("gradings.id"), primary_key=True)
    fence: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    how: Mapped[str | None]
    reason: Mapped[str | None]


class CheckRow(Base):
    """A verdict, as facts; `graders.feedback` words it for whoever reads."""

    __tablename__ = "check_results"

    grading_id: Mapped[UUID] = mapped_column(ForeignKey("gradings.id"), primary_key=True)
    exercise: Mapped[str] = mapped_column(primary_key=True)
    check: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, Counted(always=True))  # the order of arrival
    verdict: Mapped[str]
    points: Mapped[Decimal]
    max_points: Mapped[Decimal]
    result: Mapped[dict[str, Any]]


class GradebookEntry(Base):
    """A person's standing in one lab of an assignment: the raw score stays on the grading it points at."""

    __tablename__ = "gradebook_entries"
    __table_args__ = (
        ForeignKeyConstraint(["assignment_id", "lab_id"], ["assignment_labs.assignment_id", "assignment_labs.lab_id"]),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    lab_id: Mapped[UUID] = mapped_column(primary_key=True)
    grading_id: Mapped[UUID | None] = mapped_column(ForeignKey("gradings.id"))
    late_factor: Mapped[Decimal] = mapped_column(Numeric(4, 3), server_default="1")
    override: Mapped[Decimal | None]
    override_reason: Mapped[str | None]
    override_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    override_at: Mapped[datetime | None]


class Token(Identified, Created, Base):
    """Only the SHA-256 is kept: a stolen table signs nobody in."""

    __tablename__ = "tokens"
    __table_args__ = (
        one_of("scope", "student", "instructor", "ci"),
        CheckConstraint("scope <> 'ci' OR expires_at IS NOT NULL", name="ci_expires"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scope: Mapped[str]
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignments.id"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    job: Mapped[str | None]  # an upload must name the same one
    single_use: Mapped[bool] = mapped_column(server_default=false())
    used_at: Mapped[datetime | None]  # by the upload that a single use is for
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)  # staff, for a student


class SignIn(Identified, Created, Base):
    """What the session cookie names. Without its row the cookie is nobody's, whatever its signature says."""

    __tablename__ = "sign_ins"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)


class AuditEntry(Identified, Base):
    """`minute` is set on what happens in floods, and lets one row a minute stand for the flood."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_course", "course_id", "at", "id"),
        Index(
            "uq_audit_once_a_minute",
            *("person_id", "action", "course_id", "minute"),
            unique=True,
            postgresql_where=text("minute IS NOT NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id"))
    action: Mapped[str]
    target: Mapped[str]
    minute: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))


class IdempotencyKey(Created, Base):
    __tablename__ = "idempotency_keys"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_sha256: Mapped[str]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))


class Worker(Base):
    """A sign of life, written only after the worker has graded its canary."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    without: Mapped[list[str]]  # sandbox layers that the operator does without
    layers: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))  # what its doctor proved
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
