"""Kinds of check about what a hand-in makes to be looked at or kept: figures and checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from graders.kinds.artifacts import Call, CheckpointCheck, FigureCheck, Shows
from graders.kinds.states import Built
from graders.language.core import (
    Collector,
    ComparedOptions,
    DrawInputs,
    Options,
    allowance_of,
    with_defaults,
)
from graders.results import LabFault


class ArtifactKinds(Collector):
    """Kinds of check about what a hand-in makes to be looked at or kept: figures and checkpoints."""

    def figure(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        draw: DrawInputs,
        points: float = 0,
        shows: Shows | None = None,
        figures: int = 1,
        axes: int = 1,
        lines: int = 0,
        images: int = 0,
        bars: int = 0,
        labelled: bool = False,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The function draws a figure; staff see it as a picture, and students do in example checks.

        q2.figure("plot_relu", points=1, draw=lambda d: (d.uniform((64,), -8, 8),),
                  shows=lambda reference, x: [(x, reference.relu(x))], labelled=True)
        q1.figure("loss_curve", draw=lambda d: (d.uniform((10,)).tolist(), "loss.png"), lines=1)

        `shows` gives what must be drawn: vectors (heights of a line, of points or of bars), pairs (x, y), images. Only
        these numbers of ours earn points; counts and labels are what the process says of its own picture.
        """
        if points and shows is None:
            raise LabFault(
                f"a figure by itself earns no points, since only the student's process says what it shows; give "
                f"{function} a shows=lambda reference, ...: [(x, y)] with the numbers that must be drawn, or points=0"
            )
        least = {"figures": figures, "axes": axes, "lines": lines, "images": images, "bars": bars}
        check = FigureCheck(function, draw, shows, least, labelled, allowance_of(options)).check
        title = f"`{function}` draws {'the right numbers' if shows else 'a figure'}"
        self.add(check, points, {function}, with_defaults(options, f"figure_{function}", title, ComparedOptions))

    def checkpoint(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        save: str,
        *,
        points: float,
        model: str,
        arguments: Sequence[Any] = (),
        path: str = "checkpoint.pt",
        call: Call = lambda made, path: (made, path),
        **options: Unpack[Options],
    ) -> None:
        """`save(model, path)` writes the model's weights, which we chose, to a file that torch.load reads safely.

        q7.checkpoint("save", points=2, model="CatDogCNN", call=lambda model, path: (path, model, 3))

        The weights may stand in the file by themselves, as `model.state_dict()`, or in one dictionary of a larger one.
        """
        check = CheckpointCheck(save, Built(model, tuple(arguments)), path, call).check
        title = f"`{save}` writes the weights of `{model}` to a file"
        self.add(check, points, {save, model}, with_defaults(options, f"checkpoint_{save}", title))
