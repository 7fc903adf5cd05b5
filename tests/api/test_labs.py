"""Versions of labs, the health of the service, and the migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from api import gradings
from api.database import session
from api.labs import publish
from tests.api.conftest import LAB, Clients, claimed, grade, hand_in
from tests.conftest import ROOT, administer


def test_publishing_the_same_folder_twice_is_one_version(demo: object, lab_folder: Path, db: Session) -> None:
    with session() as other:
        publish(other, lab_folder)
    assert db.scalar(text("SELECT count(*) FROM lab_versions")) == 1


def test_a_new_wording_is_a_version_with_the_same_grading_hash_and_old_gradings_keep_theirs(
    client: Clients, lab_folder: Path, db: Session
) -> None:
    hand_in(client())
    with session() as other:
        first = publish(other, lab_folder)
    (lab_folder / "statement.md").write_text("Write x squared.\n")
    with session() as other:
        second = publish(other, lab_folder)
    assert (first.grading_hash, first.text_hash) != (second.grading_hash, second.text_hash)
    assert first.grading_hash == second.grading_hash
    assert claimed().lab_version_id == first.id
    hand_in(client())
    assert claimed().lab_version_id == second.id
    (lab_folder / "statement.md").write_text("Write $x^2$.\n")
    with session() as other:
        assert publish(other, lab_folder).id == first.id
    hand_in(client())
    assert claimed().lab_version_id == first.id


def test_health_names_what_is_missing(client: Clients) -> None:
    answer = client(None).get("/healthz")
    assert answer.status_code == 503
    assert "no worker has graded its canary" in answer.json()["detail"]
    with session() as db:
        gradings.heartbeat(db, worker="w1", lane="cpu", without=["landlock"])
    assert client(None).get("/healthz").json() == {"status": "ok", "workers": 1, "without": ["landlock"]}
    with session() as db:
        db.execute(text("UPDATE workers SET seen_at = now() - interval '10 min'"))
    assert client(None).get("/healthz").status_code == 503


def test_migration_goes_up_down_and_up_without_drift(database_url: str) -> None:
    from psycopg import sql

    name = make_url(database_url).database + "_migration"
    administer(database_url, sql.SQL("CREATE DATABASE {} OWNER allclose").format(sql.Identifier(name)))
    address = make_url(database_url).set(database=name).render_as_string(hide_password=False)
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", address.replace("%", "%%"))
    for step in (command.upgrade, command.downgrade, command.upgrade):
        step(config, "base" if step is command.downgrade else "head")
    command.check(config)  # raises when the models and the migrations differ
    engine = create_engine(address)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM gradings")) == 0
    engine.dispose()
    administer(database_url, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_lab_that_grades_as_handed_in_is_marked_wherever_its_points_are(client: Clients, lab_folder: Path) -> None:
    def marked() -> list[bool]:
        """On the pages, with the words that say why, then in the API."""
        sent = hand_in(client()).json()
        grade()
        staff = client("instructor")
        asked = ((client(), f"/labs/{LAB}"), (client(), f"/submissions/{sent['id']}"), (staff, "/courses/testing-101"))
        told = (client().get(f"/api/v1/labs/{LAB}"), client().get(f"/api/v1/submissions/{sent['id']}"))
        (column,) = staff.get("/api/v1/courses/testing-101/scores").json()["columns"]
        pages = ["and what it names and prints is graded: weaker evidence" in who.get(path).text for who, path in asked]
        return [*pages, *(answer.json()["weak"] for answer in told), column["weak"]]

    assert marked() == [False] * 6
    toml = lab_folder / "lab.toml"
    toml.write_text(toml.read_text().replace("[lab]\n", '[lab]\nroad = "as-handed-in"\n'))
    with session() as db:
        publish(db, lab_folder)
    assert marked() == [True] * 6
