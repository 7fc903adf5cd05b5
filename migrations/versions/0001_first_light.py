"""First light."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "courses",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("slug", name=op.f("uq_courses_slug")),
    )
    op.create_table(
        "labs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labs")),
        sa.UniqueConstraint("slug", name=op.f("uq_labs_slug")),
    )
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("without", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "assignments",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opens_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closes_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("max_attempts", sa.Integer(), nullable=True),
        sa.Column("late_rule", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_assignments_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("course_id", "slug", name=op.f("uq_assignments_course_id_slug")),
    )
    op.create_table(
        "audit",
        sa.Column(
            "at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role IN ('student', 'assistant', 'instructor')", name=op.f("ck_enrolments_role")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_enrolments_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("person_id", "course_id", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_course_id"), "enrolments", ["course_id"], unique=False)
    op.create_table(
        "identities",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_identities_provider_subject")),
    )
    op.create_index(op.f("ix_identities_person_id"), "identities", ["person_id"], unique=False)
    op.create_table(
        "lab_versions",
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("grading_hash", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("starter", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_lab_versions_lab_id")),
        sa.ForeignKeyConstraint(["pack_sha256"], ["blobs.sha256"], name=op.f("fk_lab_versions_pack_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_versions")),
        sa.UniqueConstraint(
            "lab_id", "grading_hash", "text_hash", name=op.f("uq_lab_versions_lab_id_grading_hash_text_hash")
        ),
    )
    op.create_table(
        "assignment_labs",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_labs_assignment_id")),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_assignment_labs_lab_id")),
        sa.PrimaryKeyConstraint("assignment_id", "lab_id", name=op.f("pk_assignment_labs")),
    )
    op.create_index(op.f("ix_assignment_labs_lab_id"), "assignment_labs", ["lab_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("scope IN ('student', 'instructor', 'ci')", name=op.f("ck_tokens_scope")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_tokens_assignment_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_tokens_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_tokens_secret_sha256")),
    )
    op.create_index(op.f("ix_tokens_person_id"), "tokens", ["person_id"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("blob_sha256", sa.Text(), nullable=False),
        sa.Column("exercises", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("late_factor", sa.Numeric(precision=4, scale=3), server_default="1", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("current_grading_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id", "lab_id"],
            ["assignment_labs.assignment_id", "assignment_labs.lab_id"],
            name=op.f("fk_submissions_assignment_id_lab_id"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_submissions_assignment_id")),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blobs.sha256"], name=op.f("fk_submissions_blob_sha256")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_submissions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_index("ix_submissions_listing", "submissions", ["assignment_id", "created_at", "id"], unique=False)
    op.create_index("ix_submissions_newest", "submissions", ["created_at", "id"], unique=False)
    op.create_index("ix_submissions_person", "submissions", ["person_id", "assignment_id", "created_at"], unique=False)
    op.create_table(
        "gradings",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("lab_version_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("queued_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("woken_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("environment", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("timings", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("score", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("max_score", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("fault_owner", sa.Text(), nullable=True),
        sa.Column("fault_reason", sa.Text(), nullable=True),
        sa.Column("fault_reference", sa.Text(), nullable=True),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'graded') = (score IS NOT NULL)", name=op.f("ck_gradings_graded_has_score")),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_gradings_running_has_lease")
        ),
        sa.CheckConstraint("fault_owner IN ('lab', 'service')", name=op.f("ck_gradings_fault_owner")),
        sa.CheckConstraint("state IN ('queued', 'running', 'graded', 'failed')", name=op.f("ck_gradings_state")),
        sa.ForeignKeyConstraint(["lab_version_id"], ["lab_versions.id"], name=op.f("fk_gradings_lab_version_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_gradings_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gradings")),
        sa.UniqueConstraint("submission_id", "id", name=op.f("uq_gradings_submission_id_id")),
    )
    op.create_index(
        "ix_gradings_leases", "gradings", ["lease_until"], unique=False, postgresql_where=sa.text("state = 'running'")
    )
    op.create_index(
        "ix_gradings_queue",
        "gradings",
        ["lane", sa.literal_column("priority DESC"), "queued_at"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("ix_gradings_started", "gradings", ["started_at"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_idempotency_keys_person_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_idempotency_keys_submission_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "submission_members",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_submission_members_person_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_members_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "person_id", name=op.f("pk_submission_members")),
    )
    op.create_index(op.f("ix_submission_members_person_id"), "submission_members", ["person_id"], unique=False)
    op.create_table(
        "check_results",
        sa.Column("grading_id", sa.Uuid(), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("max_points", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["grading_id"], ["gradings.id"], name=op.f("fk_check_results_grading_id")),
        sa.PrimaryKeyConstraint("grading_id", "exercise", "check", name=op.f("pk_check_results")),
    )
    op.create_table(
        "gradebook_entries",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("grading_id", sa.Uuid(), nullable=True),
        sa.Column("late_factor", sa.Numeric(precision=4, scale=3), server_default="1", nullable=False),
        sa.Column("override", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id", "lab_id"],
            ["assignment_labs.assignment_id", "assignment_labs.lab_id"],
            name=op.f("fk_gradebook_entries_assignment_id_lab_id"),
        ),
        sa.ForeignKeyConstraint(["grading_id"], ["gradings.id"], name=op.f("fk_gradebook_entries_grading_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gradebook_entries_person_id")),
        sa.PrimaryKeyConstraint("person_id", "assignment_id", "lab_id", name=op.f("pk_gradebook_entries")),
    )
    op.create_index(op.f("ix_gradebook_entries_assignment_id"), "gradebook_entries", ["assignment_id"], unique=False)
    op.create_table(
        "grading_attempts",
        sa.Column("grading_id", sa.Uuid(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("how IN ('finished', 'lost', 'failed')", name=op.f("ck_grading_attempts_how")),
        sa.ForeignKeyConstraint(["grading_id"], ["gradings.id"], name=op.f("fk_grading_attempts_grading_id")),
        sa.PrimaryKeyConstraint("grading_id", "fence", name=op.f("pk_grading_attempts")),
    )
    # Two tables that point at each other: these keys come last.
    op.create_foreign_key("fk_labs_current_version_id", "labs", "lab_versions", ["current_version_id"], ["id"])
    op.create_foreign_key(
        "fk_submissions_current_grading",
        "submissions",
        "gradings",
        ["id", "current_grading_id"],
        ["submission_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint("fk_submissions_current_grading", "submissions")
    op.drop_constraint("fk_labs_current_version_id", "labs")
    op.drop_table("grading_attempts")
    op.drop_index(op.f("ix_gradebook_entries_assignment_id"), table_name="gradebook_entries")
    op.drop_table("gradebook_entries")
    op.drop_table("check_results")
    op.drop_index(op.f("ix_submission_members_person_id"), table_name="submission_members")
    op.drop_table("submission_members")
    op.drop_table("idempotency_keys")
    op.drop_index("ix_gradings_started", table_name="gradings")
    op.drop_index("ix_gradings_queue", table_name="gradings", postgresql_where=sa.text("state = 'queued'"))
    op.drop_index("ix_gradings_leases", table_name="gradings", postgresql_where=sa.text("state = 'running'"))
    op.drop_table("gradings")
    op.drop_index("ix_submissions_person", table_name="submissions")
    op.drop_index("ix_submissions_newest", table_name="submissions")
    op.drop_index("ix_submissions_listing", table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_tokens_person_id"), table_name="tokens")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_assignment_labs_lab_id"), table_name="assignment_labs")
    op.drop_table("assignment_labs")
    op.drop_table("lab_versions")
    op.drop_index(op.f("ix_identities_person_id"), table_name="identities")
    op.drop_table("identities")
    op.drop_index(op.f("ix_enrolments_course_id"), table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("assignments")
    op.drop_table("workers")
    op.drop_table("people")
    op.drop_table("labs")
    op.drop_table("courses")
    op.drop_table("blobs")
