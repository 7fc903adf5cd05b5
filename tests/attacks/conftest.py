"""One running service for the whole folder, with the siege around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.attacks.siege")  # its assertions tell what they saw

from tests.attacks.siege import COURSE, Siege  # noqa: E402
from tests.service import running  # noqa: E402


@pytest.fixture(scope="session")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    data_dir = tmp_path_factory.mktemp("siege")
    scratch = data_dir / "tmp"  # all temporary files of the service, where the siege can see them
    scratch.mkdir()
    # All limits are those of every service, but an upload may take five seconds, so that a slow one is ended soon.
    short = {"ALLCLOSE_UPLOAD_S": "5"}
    with running(data_dir, ALLCLOSE_LABS=str(COURSE), TMPDIR=str(scratch), **short) as running_service:
        siege = Siege(*running_service)
        yield siege
        siege.close()
