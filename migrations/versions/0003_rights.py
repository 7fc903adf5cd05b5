"""Tokens for one job, sign-ins that end on our side, who set a score, an audit by course, proofs of the layers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)
ONCE_A_MINUTE = "uq_audit_once_a_minute"


def upgrade() -> None:
    _tokens()
    op.add_column("submissions", sa.Column("token_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_submissions_token_id"), "submissions", "tokens", ["token_id"], ["id"])
    op.create_table(
        "sign_ins",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"])
    op.add_column("gradebook_entries", sa.Column("override_by", sa.Uuid(), nullable=True))
    op.add_column("gradebook_entries", sa.Column("override_at", TIME, nullable=True))
    op.create_foreign_key(
        op.f("fk_gradebook_entries_override_by"), "gradebook_entries", "people", ["override_by"], ["id"]
    )
    _audit()
    op.add_column("workers", sa.Column("layers", postgresql.JSONB(none_as_null=True), nullable=True))


def _tokens() -> None:
    op.add_column("tokens", sa.Column("job", sa.Text(), nullable=True))
    op.add_column("tokens", sa.Column("single_use", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("tokens", sa.Column("used_at", TIME, nullable=True))
    op.add_column("tokens", sa.Column("issued_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_tokens_issued_by"), "tokens", "people", ["issued_by"], ["id"])
    op.create_index(op.f("ix_tokens_issued_by"), "tokens", ["issued_by"])
    op.execute("UPDATE tokens SET expires_at = now() + interval '180 days' WHERE scope = 'ci' AND expires_at IS NULL")
    op.create_check_constraint(op.f("ck_tokens_ci_expires"), "tokens", "scope <> 'ci' OR expires_at IS NOT NULL")


def _audit() -> None:
    op.add_column("audit", sa.Column("course_id", sa.Uuid(), nullable=True))
    op.add_column("audit", sa.Column("minute", TIME, nullable=True))
    op.create_foreign_key(op.f("fk_audit_course_id"), "audit", "courses", ["course_id"], ["id"])
    op.create_index("ix_audit_course", "audit", ["course_id", "at", "id"])
    op.create_index(
        ONCE_A_MINUTE,
        "audit",
        ["person_id", "action", "course_id", "minute"],
        unique=True,
        postgresql_where=sa.text("minute IS NOT NULL"),
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_column("workers", "layers")
    op.drop_index(ONCE_A_MINUTE, table_name="audit")
    op.drop_index("ix_audit_course", table_name="audit")
    for column in ("minute", "course_id"):
        op.drop_column("audit", column)
    for column in ("override_at", "override_by"):
        op.drop_column("gradebook_entries", column)
    op.drop_table("sign_ins")
    op.drop_column("submissions", "token_id")
    op.drop_constraint(op.f("ck_tokens_ci_expires"), "tokens")
    for column in ("issued_by", "used_at", "single_use", "job"):
        op.drop_column("tokens", column)
