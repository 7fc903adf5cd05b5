"""One attack on the running service, with an honest neighbour beside and after it, and the six conditions of each.

1. It is graded within the lab's wall limit and ten seconds, by one grading of one attempt.
2. API, worker, zygote and sandbox host are the same processes, and honest work beside and after it gets full marks.
3. Nothing of it is left.
4. Nothing that its student can ask for tells what only staff may know.
5. Its text is text: cut, escaped, in no header, no file name and no line of the log.
6. Graded again, it gets the same verdicts.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.processes import wait_until
from graders.lab import Lab
from graders.results import Verdict
from tests.attacks import disclosure, inertness
from tests.attacks.household import Household, changes, household
from tests.attacks.leftovers import Level, leftovers, level
from tests.attacks.records import Graded, Records

HERE = Path(__file__).parent
COURSE = HERE / "course"
HAND_INS = HERE / "hand_ins"
PATIENCE_S = 10.0  # beyond the lab's own limits, and until everything is gone
LABS_S, SETTLED_S = 120.0, 3.0  # until the worker has loaded every lab, and how long nothing may change then


@dataclass(frozen=True)
class Attack:
    """A hand-in of `hand_ins/`, or `data`, and what the checks of its exercise may come to."""

    file: str
    verdicts: set[Verdict]
    lab: str = "attacks/polynomial"
    exercise: str = "gradient"
    data: bytes | None = None
    name: str = ""  # of the upload, where it is another than the file's
    spares_other: bool = False  # also answers the exercise `other`, and rightly
    hangs: bool = False  # takes all its time, so an honest neighbour is graded before it ends
    beside: bool = True

    @property
    def bytes(self) -> bytes:
        return (HAND_INS / self.file).read_bytes() if self.data is None else self.data

    @property
    def exercises(self) -> list[str]:
        return [self.exercise, *(["other"] if self.spares_other else [])]

    @property
    def limit_s(self) -> float:
        lab = Lab.read(COURSE / self.lab)
        return sum(lab.exercise(name).limits.total_s for name in self.exercises)


def case(test_id: str, file: str, *verdicts: Verdict, **more: Any) -> Any:
    """One attack for `pytest.mark.parametrize`: `case("A21-busy_loop", "A21_busy_loop.py", Verdict.TIMEOUT)`."""
    return pytest.param(Attack(file, set(verdicts), **more), id=test_id)


@dataclass(frozen=True)
class Seen:
    """What came of an attack: as its student reads it, as staff do, and as it is stored."""

    id: str
    view: dict[str, Any]
    staff: dict[str, Any]
    page: str
    stored: list[dict[str, Any]]
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the attacked exercise, as its student sees it

    @property
    def score(self) -> float:
        return float(self.view["score"])

    @property
    def output(self) -> str:
        """What the student was shown of what the code printed."""
        return "".join(check["output"] for check in self.checks.values())

    @property
    def verdicts(self) -> dict[str, str]:
        return {name: check["verdict"] for name, check in self.checks.items()}


class Siege:
    """The running service, who speaks to it, and how it was before anybody attacked."""

    def __init__(self, url: str, data_dir: Path, tokens: dict[str, str], process: subprocess.Popen[bytes]) -> None:
        self.url, self.data_dir, self.tokens, self.process = url, data_dir, tokens, process
        self.people = {who: self.client(who) for who in tokens}
        self.records = Records(data_dir)
        self.secrets = disclosure.secrets_of(data_dir)
        self._threads = ThreadPoolExecutor(max_workers=4)
        self._warm_up()
        assert wait_until(self._every_lab_is_warm, LABS_S, 0.5), "the worker does not come to an end with loading labs"
        self.before: Household = household(process.pid)
        self.memory_mb = self.before.memory_mb()
        self.level: Level = level(self.before, data_dir)
        self._log_read = (data_dir / "serve.log").stat().st_size

    def _every_lab_is_warm(self) -> bool:
        """The worker loads each lab by itself, one after the other, long after it can grade; then it is at rest."""
        (row,) = self.records.ask("SELECT count(*) AS labs FROM labs WHERE current_version_id IS NOT NULL")
        unpacked = [*(self.data_dir / "labs").glob("*/*/*/lab.toml")]
        checkers = [checker.pid for checker in household(self.process.pid).checkers]
        time.sleep(SETTLED_S)
        return len(unpacked) >= row["labs"] and checkers == [each.pid for each in household(self.process.pid).checkers]

    def close(self) -> None:
        self._threads.shutdown()
        self.records.close()
        for client in self.people.values():
            client.close()

    def client(self, who: str | None, **options: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, **options)

    def withstand(self, attack: Attack) -> Seen:
        """Uploads it, listens as a page and a command do, and asserts all six conditions."""
        beside = self._threads.submit(self.honest) if attack.beside else None
        name = attack.name or attack.file
        upload = self.hand_in("student", name, attack.bytes, attack.lab, attack.exercises, wait_s=0)
        heard = self._listen(upload["id"])
        view = self._graded(upload["id"], attack.limit_s)
        seen = self._seen(attack, view)
        told = disclosure.answers(self.people["student"], seen.id) | heard
        self._prove_neighbour(attack, seen, beside)
        self._prove_kept_secret(seen, told)
        self._prove_inert(seen, told)
        self.prove_again(attack, seen.id)
        self.prove_standing()
        return seen

    @contextmanager
    def hostile(self) -> Iterator[list[httpx.Response]]:
        """Around what a test asks for by itself: conditions 2 to 5. It lists the answers that a student got."""
        answers: list[httpx.Response] = []
        yield answers
        self.honest()
        texts = {f"{each.request.method} {each.request.url.path}": each for each in answers}
        assert disclosure.told({where: shown(each) for where, each in texts.items()}, self.secrets) == []
        assert inertness.of_answers(texts) == []
        self.prove_standing()

    def hand_in(  # noqa: PLR0913, PLR0917  what an upload has
        self, who: str, name: str, data: bytes, lab: str, exercises: list[str], wait_s: float = 45
    ) -> dict[str, Any]:
        answer = self.people[who].post(
            "/api/v1/submissions",
            params={"wait": wait_s},
            data={"lab": lab, "exercise": exercises},
            files={"file": (name, data)},
        )
        assert answer.status_code in {200, 202}, answer.text
        return dict(answer.json())

    def honest(self) -> str:
        """Full marks for a right answer, by somebody else, in time; says its id."""
        data = (COURSE / "attacks/polynomial/solution.py").read_bytes()
        view = self.hand_in("student2", "honest.py", data, "attacks/polynomial", ["gradient", "other"])
        assert (view["status"], view["score"]) == ("graded", view["max_score"]), view
        assert self.graded_once(view["id"]).seconds < PATIENCE_S
        return str(view["id"])

    def graded_once(self, submission: str) -> Graded:
        """By one grading of one attempt, which is the one that counts."""
        (graded,) = self.records.gradings(submission)
        assert (graded.state, graded.attempts) == ("graded", ["finished"])
        assert graded.score is not None
        assert self.records.current(submission) == graded.id
        return graded

    def grade_again(self, submission: str) -> Graded:
        """By the instructor, until it is final."""
        answer = self.people["instructor"].post(f"/api/v1/submissions/{submission}/gradings")
        assert answer.status_code == 202, answer.text
        latest = lambda: self.records.gradings(submission)[-1]  # noqa: E731
        assert wait_until(lambda: latest().state in {"graded", "failed"}, 60), "it is not graded again"
        return latest()

    def prove_again(self, attack: Attack, submission: str) -> None:
        """With an honest submission right after, which is beside it once more."""
        after = self._threads.submit(self.honest)
        again = self.grade_again(submission)
        after.result(60)
        first, last = self.records.gradings(submission)
        assert (again.id, again.state) == (last.id, "graded")
        assert self.records.verdicts(last.id) == self.records.verdicts(first.id)
        assert last.score == first.score

    def prove_standing(self) -> None:
        """Conditions 2 and 3, and the log: nothing has changed once everything is at rest."""
        assert wait_until(lambda: self.unrest() == [], PATIENCE_S, 0.05), self.unrest()
        assert changes(self.before, self.memory_mb, household(self.process.pid)) == []
        assert inertness.of_log(self.new_log_lines()) == []

    def new_log_lines(self) -> list[str]:
        """What the service has logged since the last look."""
        with (self.data_dir / "serve.log").open("rb") as log:
            log.seek(self._log_read)
            data = log.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._log_read += len(whole)
        return [line.decode("utf-8", "replace") for line in whole.split(b"\n")[:-1]]

    def unrest(self) -> list[str]:
        try:
            return leftovers(household(self.process.pid), self.data_dir, self.level)
        except LookupError as error:
            return [str(error)]

    def _warm_up(self) -> None:
        """Two at a time and wrong ones too, so that checkers, connections and the forks of diagnosis are there."""
        wrong = b"def polynomial_gradient(x):\n    return x\n"
        for _ in range(2):
            mistaken = [
                self._threads.submit(self.hand_in, "student", "x.py", wrong, "attacks/polynomial", ["gradient"])
                for _ in range(2)
            ]
            for each in [*mistaken, self._threads.submit(self.honest)]:
                each.result()

    def _listen(self, submission: str) -> dict[str, httpx.Response]:
        """Both streams, until they end with the grading."""
        paths = [f"/api/v1/submissions/{submission}/events", f"/submissions/{submission}/live"]
        streams = [(path, self._threads.submit(self.people["student"].get, path)) for path in paths]
        return {f"{path} while it was graded": stream.result(60) for path, stream in streams}

    def _graded(self, submission: str, limit_s: float) -> dict[str, Any]:
        view = self.people["student"].get(f"/api/v1/submissions/{submission}").json()
        assert view["status"] == "graded", self.people["instructor"].get(f"/api/v1/submissions/{submission}").json()
        assert self.graded_once(submission).seconds < limit_s + PATIENCE_S
        return dict(view)

    def _seen(self, attack: Attack, view: dict[str, Any]) -> Seen:
        exercises = {exercise["name"]: exercise for exercise in view["exercises"]}
        checks = {check["name"]: check for check in exercises[attack.exercise]["checks"]}
        found = {Verdict(check["verdict"]) for check in checks.values()}
        assert found <= attack.verdicts, {name: (each["verdict"], each["message"]) for name, each in checks.items()}
        if attack.spares_other:
            assert exercises["other"]["score"] == exercises["other"]["max_score"], exercises["other"]
        if Verdict.PASS not in attack.verdicts:
            assert exercises[attack.exercise]["score"] == 0
        staff = self.people["instructor"].get(f"/api/v1/submissions/{view['id']}").json()
        page = self.people["student"].get(f"/submissions/{view['id']}").text
        return Seen(view["id"], view, staff, page, self.records.results(self.records.current(view["id"])), checks)

    def _prove_neighbour(self, attack: Attack, seen: Seen, beside: Future[str] | None) -> None:
        """An honest one beside it has full marks, and did not wait for one that hangs."""
        if beside is None:
            return
        honest, own = self.graded_once(beside.result(60)), self.graded_once(seen.id)
        if attack.hangs:
            assert honest.finished_at < own.finished_at

    def _prove_kept_secret(self, seen: Seen, told: dict[str, httpx.Response]) -> None:
        texts = {where: shown(answer) for where, answer in told.items()} | {"the upload": json.dumps(seen.view)}
        assert disclosure.told(texts, {**self.secrets, **disclosure.numbers_of(seen.stored)}) == []
        assert disclosure.told({"its messages": disclosure.messages(seen.view)}, {"us": disclosure.OUR_CODE}) == []
        for path in disclosure.NOT_THEIRS:
            assert self.people["student2"].get(path.format(id=seen.id)).status_code == 404, path

    def _prove_inert(self, seen: Seen, told: dict[str, httpx.Response]) -> None:
        assert inertness.of_answers(told) == []
        assert inertness.of_view(seen.view) == []


def shown(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.headers} {answer.text}"
