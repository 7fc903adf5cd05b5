"""The statements behind `api.gradings`, each one a whole step so that no two workers can be between its halves."""

from __future__ import annotations

from sqlalchemy import text

MOST_TRIES = 3

# Fairness: whoever has fewest gradings running or begun in the last minute goes first within a priority, then age.
CLAIM = text("""
    WITH load AS (
        SELECT s.person_id, count(*) AS recent
        FROM gradings g JOIN submissions s ON s.id = g.submission_id
        WHERE g.started_at > now() - interval '1 minute'
        GROUP BY s.person_id
    ), taken AS (
        UPDATE gradings SET
            state = 'running', worker = :worker, fence = fence + 1, tries = tries + 1, started_at = now(),
            lease_until = now() + make_interval(secs => :lease_s)
        WHERE id = (
            SELECT g.id
            FROM gradings g JOIN submissions s ON s.id = g.submission_id LEFT JOIN load USING (person_id)
            WHERE g.state = 'queued' AND g.lane = :lane AND g.not_before <= now()
            ORDER BY g.priority DESC, coalesce(load.recent, 0), g.queued_at, g.id
            LIMIT 1 FOR UPDATE OF g SKIP LOCKED
        )
        RETURNING *
    ), attempt AS (
        INSERT INTO grading_attempts (grading_id, fence, worker) SELECT id, fence, worker FROM taken
    )
    SELECT pg_notify('grading', t.submission_id::text),
        t.id AS grading_id, t.submission_id, t.fence, t.tries, t.seed, t.lab_version_id,
        l.slug AS lab, v.pack_sha256 AS lab_pack_sha256, v.grading_hash AS lab_hash, v.manifest,
        s.file_name, s.exercises, b.data
    FROM taken t
    JOIN submissions s ON s.id = t.submission_id
    JOIN blobs b ON b.sha256 = s.blob_sha256
    JOIN lab_versions v ON v.id = t.lab_version_id
    JOIN labs l ON l.id = v.lab_id
""")

# Losing a verdict row costs nothing, since the grading would be done again: only its result must reach the disk.
STORE_CHECKS = text("""
    WITH held AS (
        SELECT id, set_config('synchronous_commit', 'off', true), pg_notify('grading', submission_id::text)
        FROM gradings
        WHERE id = :id AND fence = :fence AND state = 'running' AND lease_until > now()
        FOR NO KEY UPDATE
    ), stored AS (
        INSERT INTO check_results (grading_id, exercise, "check", verdict, points, max_points, result)
        SELECT held.id, r.exercise, r."check", r.verdict, r.points, r.max_points, r.result
        FROM held, ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb)) AS (
            exercise text, "check" text, verdict text, points numeric, max_points numeric, result jsonb
        )) WITH ORDINALITY AS r (exercise, "check", verdict, points, max_points, result, number)
        ORDER BY r.number
        ON CONFLICT (grading_id, exercise, "check") DO UPDATE SET
            verdict = excluded.verdict, points = excluded.points, max_points = excluded.max_points,
            result = excluded.result
    )
    SELECT id FROM held
""")

FINISH = text("""
    WITH finished AS (
        UPDATE gradings SET
            state = 'graded', lease_until = NULL, finished_at = now(), published_at = now(), device = :device,
            fault_owner = NULL, fault_reason = NULL,
            timings = CAST(:timings AS jsonb), environment = CAST(:environment AS jsonb),
            score = (SELECT coalesce(sum(points), 0) FROM check_results WHERE grading_id = :id),
            report = jsonb_build_object('notes', CAST(:notes AS jsonb), 'verdicts', (
                SELECT coalesce(jsonb_object_agg(verdict, amount), '{}')
                FROM (SELECT verdict, count(*) AS amount FROM check_results WHERE grading_id = :id GROUP BY verdict) c
            ))
        WHERE id = :id AND fence = :fence AND state = 'running' AND lease_until > now()
        RETURNING id, submission_id, fence
    ), attempt AS (
        UPDATE grading_attempts a SET ended_at = now(), how = 'finished'
        FROM finished f WHERE a.grading_id = f.id AND a.fence = f.fence
    ), current AS (
        UPDATE submissions s SET current_grading_id = f.id FROM finished f WHERE s.id = f.submission_id
    )
    SELECT submission_id, EXISTS (
        SELECT 1 FROM gradings o WHERE o.submission_id = f.submission_id AND o.id <> f.id AND o.state = 'graded'
    ) AS graded_before
    FROM finished f
""")

# Results of one person for one lab enter the gradebook one after the other. A statement of its own, before GRADEBOOK:
# what that one compares is as old as its snapshot, which is taken only once the turn has come.
GRADEBOOK_TURN = text("""
    SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(':', o.person_id, o.assignment_id, o.lab_id), 0))
    FROM (
        SELECT m.person_id, s.assignment_id, s.lab_id
        FROM gradings g JOIN submissions s ON s.id = g.submission_id
            JOIN submission_members m ON m.submission_id = s.id
        WHERE g.id = :id
        ORDER BY m.person_id
    ) o
""")

# The better result stands, late factor counted; an override by staff is never touched.
GRADEBOOK = text("""
    INSERT INTO gradebook_entries AS e (person_id, assignment_id, lab_id, grading_id, late_factor)
    SELECT m.person_id, s.assignment_id, s.lab_id, g.id, s.late_factor
    FROM gradings g JOIN submissions s ON s.id = g.submission_id JOIN submission_members m ON m.submission_id = s.id
    WHERE g.id = :id
    ON CONFLICT (person_id, assignment_id, lab_id) DO UPDATE
    SET grading_id = excluded.grading_id, late_factor = excluded.late_factor
    WHERE e.grading_id IS NULL OR
        (SELECT score FROM gradings WHERE id = excluded.grading_id) * excluded.late_factor >
        (SELECT score FROM gradings WHERE id = e.grading_id) * e.late_factor
""")

# After a regrade, because a result that counted may have been replaced by a lower one. Of each submission its newest
# result stands: where the regrade itself fails, the one before it.
GRADEBOOK_AGAIN = text("""
    UPDATE gradebook_entries e SET grading_id = best.grading_id, late_factor = best.late_factor
    FROM (
        SELECT DISTINCT ON (m.person_id)
            m.person_id, s.assignment_id, s.lab_id, newest.id AS grading_id, s.late_factor
        FROM gradings g
            JOIN submissions again ON again.id = g.submission_id
            JOIN submission_members owner ON owner.submission_id = again.id
            JOIN submission_members m ON m.person_id = owner.person_id
            JOIN submissions s ON s.id = m.submission_id
                AND s.assignment_id = again.assignment_id AND s.lab_id = again.lab_id
            JOIN LATERAL (
                SELECT id, score FROM gradings WHERE submission_id = s.id AND state = 'graded'
                ORDER BY finished_at DESC, id DESC LIMIT 1
            ) newest ON true
        WHERE g.id = :id
        ORDER BY m.person_id, newest.score * s.late_factor DESC, s.created_at, s.id
    ) best
    WHERE e.person_id = best.person_id AND e.assignment_id = best.assignment_id AND e.lab_id = best.lab_id
""")

# One door for every ending that is not a result: back to the queue while tries are left, else failed.
GIVE_BACK = """
    UPDATE gradings SET
        state = CASE WHEN {again} THEN 'queued' ELSE 'failed' END,
        lease_until = NULL,
        not_before = now() + CASE WHEN {again} THEN make_interval(secs => {pause_s}) ELSE interval '0' END,
        finished_at = CASE WHEN {again} THEN NULL ELSE now() END,
        fault_owner = :owner, fault_reason = :reason,
        fault_reference = CASE WHEN {again} THEN NULL ELSE upper(right(id::text, 8)) END
    WHERE {which}
    RETURNING id, submission_id, fence, state
"""
FAIL = text(
    GIVE_BACK.format(
        again=f"(CAST(:owner AS text) = 'service' AND tries < {MOST_TRIES})",
        pause_s="5 * power(2, tries - 1)",
        which="id = :id AND fence = :fence AND state = 'running' AND lease_until > now()",
    )
)
RECLAIM = text(
    GIVE_BACK.format(
        again=f"tries < {MOST_TRIES}",
        pause_s="0",
        which="""id IN (
            SELECT id FROM gradings WHERE state = 'running' AND lease_until <= now() FOR UPDATE SKIP LOCKED
        )""",
    )
)
RESEND = text("""
    UPDATE gradings SET woken_at = now()
    WHERE state = 'queued' AND not_before <= now()
        AND (woken_at < now() - make_interval(secs => :after_s) OR woken_at < not_before)
    RETURNING id, lane
""")
END_ATTEMPT = text("""
    UPDATE grading_attempts SET ended_at = now(), how = :how, reason = :reason
    WHERE grading_id = :id AND fence = :fence
""")
RENEW = text("""
    UPDATE gradings SET lease_until = now() + make_interval(secs => :lease_s)
    WHERE id = :id AND fence = :fence AND state = 'running' AND lease_until > now()
    RETURNING id
""")
CURRENT_LABS = text("""
    SELECT l.slug, v.pack_sha256, v.grading_hash
    FROM labs l JOIN lab_versions v ON v.id = l.current_version_id
    ORDER BY l.slug
""")
