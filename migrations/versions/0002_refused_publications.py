"""Why a lab was not published; a grading's report holds notes beside its counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_publications",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_refused_publications")),
    )
    op.create_index("ix_gradings_failed", "gradings", ["submission_id"], postgresql_where=sa.text("state = 'failed'"))
    op.execute("""
        UPDATE gradings SET report = jsonb_build_object('notes', '[]'::jsonb, 'verdicts', report)
        WHERE report IS NOT NULL
    """)


def downgrade() -> None:
    op.execute("UPDATE gradings SET report = report -> 'verdicts' WHERE report IS NOT NULL")
    op.drop_index("ix_gradings_failed", table_name="gradings", postgresql_where=sa.text("state = 'failed'"))
    op.drop_table("refused_publications")
