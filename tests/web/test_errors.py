"""Refusals and faults as pages: what happened, what to do next, and the way back."""

import http.client
import re

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from api.problems import Problem
from tests.web.visitor import LAB_PAGE

FOR_PEOPLE = {"Accept": "text/html,application/xhtml+xml"}
SAME_SITE = {**FOR_PEOPLE, "Sec-Fetch-Site": "same-origin"}
UPLOAD = {"file": ("mine.py", b"x = 1\n")}


def page(answer):
    """Its status, heading and words; it is a whole page of ours that no stricter policy would break."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\s(style|on[a-z]+)=|javascript:", answer.text)
    assert '<a class="button" href="/">Back to your labs</a>' in answer.text
    heading = re.search(r"<h1>(.*?)</h1>", answer.text)[1]
    words = " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())
    return answer.status_code, heading, words


@pytest.fixture
def student(server, demo):
    headers = {"Authorization": f"Bearer {demo.tokens['student']}", **SAME_SITE}
    with httpx.Client(base_url=server, headers=headers, timeout=30) as client:
        yield client


def announced(student, length):
    """The answer to an upload of which only the head was sent."""
    line = http.client.HTTPConnection(student.base_url.netloc.decode(), timeout=10)
    kind = "multipart/form-data; boundary=x"
    line.request("POST", LAB_PAGE, headers={**student.headers, "Content-Type": kind, "Content-Length": str(length)})
    found = line.getresponse()
    read = httpx.Response(found.status, headers=found.getheaders(), content=found.read())
    line.close()
    return read


def test_what_is_not_there_not_allowed_or_not_sent_from_here(server, student):
    assert page(student.get("/nothing"))[:2] == (404, "Nothing is here")
    assert page(student.get("/submissions/cut-off"))[:2] == (404, "Nothing is here")
    assert page(student.get("/courses/paper-101"))[:2] == (403, "This is for staff")
    assert page(student.post("/tokens", data={"name": "n"}))[:2] == (403, "This needs you in person")
    assert page(student.delete("/tokens"))[:2] == (405, "That did not work")
    assert page(httpx.post(server + LAB_PAGE, files=UPLOAD, headers=SAME_SITE))[:2] == (401, "You are not signed in")
    foreign = {**FOR_PEOPLE, "Sec-Fetch-Site": "cross-site"}
    status, heading, words = page(httpx.post(server + LAB_PAGE, files=UPLOAD, headers=foreign))
    assert (status, heading) == (403, "This came from another site")
    assert "Nothing was done" in words
    lacking = student.post("/signin", data={"name": "n"})
    assert page(lacking)[:2] == (422, "Something is missing")
    assert "The field <code>password</code> is missing" in lacking.text


def test_what_cannot_be_done_at_this_moment(student, demo):
    handed_in = student.post(LAB_PAGE, files=UPLOAD)
    as_staff = {"Authorization": f"Bearer {demo.tokens['instructor']}"}
    status, heading, words = page(student.post(f"{handed_in.headers['location']}/again", headers=as_staff))
    assert (status, heading) == (409, "This cannot be done now")
    assert "is being graded right now" in words
    assert "load the page again" in words


def test_what_is_too_large_or_too_slow(student, settings, monkeypatch):
    status, heading, words = page(announced(student, 2**40))
    assert (status, heading) == (413, "The file is too large")
    assert "larger than 8 MiB" in words
    monkeypatch.setattr(settings, "upload_s", 0.2)
    status, heading, words = page(announced(student, 1000))
    assert (status, heading) == (408, "That took too long")
    assert "Send it again" in words


def test_what_comes_too_often_is_told_when_to_come_back(server, demo, settings, monkeypatch):
    monkeypatch.setattr(settings, "sign_ins_per_minute", 2)
    form = {"name": "student", "password": "wrong"}
    tries = [httpx.post(f"{server}/signin", data=form, headers=SAME_SITE) for _ in range(3)]
    assert [answer.status_code for answer in tries] == [401, 401, 429]
    _, heading, words = page(tries[2])
    assert heading == "A little too fast"
    assert f"Wait {tries[2].headers['retry-after']} s, then try again" in words


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OperationalError("", {}, Exception("away")), (503, "We cannot take this right now", "5")),
        (Problem(503, "queue-full", "Too many wait.", Retry_After="60"), (503, "We cannot take this right now", "60")),
        (Problem(431, "headers", "Too long."), (431, "This did not work", None)),
        (RuntimeError("a secret of ours"), (500, "This did not work", None)),
    ],
    ids=["database away", "queue full", "a status without words of its own", "our mistake"],
)
def test_faults_of_ours_tell_nothing_and_what_to_do(student, monkeypatch, fault, told):
    def fail(*_):
        raise fault

    monkeypatch.setattr("api.pages.labs.labs_of", fail)
    answer = student.get("/")
    assert (*page(answer)[:2], answer.headers.get("retry-after")) == told
    assert "secret of ours" not in answer.text
