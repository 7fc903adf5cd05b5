"""Kinds of check about single steps of training, from weights of ours on batches of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack

from graders.kinds.states import Built
from graders.kinds.steps import ModelSteps, OptimizerSteps, StateSteps, Steps
from graders.language.core import Collector, ComparedOptions, DrawInputs, allowance_of, with_defaults
from graders.language.models import NONE


class StepKinds(Collector):
    """Kinds of check about single steps of training, from weights of ours on batches of ours."""

    def update_steps(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        model: str,
        points: float,
        batches: DrawInputs,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        optimizer: str | None = None,
        steps: int = 3,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """`function(model, *batch)`, called k times, leaves the parameters and buffers where the reference leaves them.

        q.update_steps("train_step", model="Net", points=3, batches=lambda d: (d.normal((8, 5)), d.normal((8, 1)), 0.1))
        q.update_steps("train_step", model="Net", optimizer="make_optimizer", points=3, batches=batch)

        With `optimizer`, `train_step(model, make_optimizer(model), *batch)` is called, always with the one optimizer.
        """
        how = Steps(steps, allowance_of(options))
        check = ModelSteps(Built(model, tuple(arguments), kwargs), function, batches, how, optimizer).check
        title = f"`{function}` takes the right steps"
        uses = {function, model} | ({optimizer} if optimizer else set())
        self.add(check, points, uses, with_defaults(options, f"steps_{function}", title, ComparedOptions))

    def optimizer_steps(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        optimizer: str,
        *,
        points: float,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        reference: str | None = None,
        steps: int = 5,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The student's optimizer class moves tensors of ours, given gradients of ours, as the reference's does.

        q.optimizer_steps("SGD", points=3, arguments=(0.03,))
        q.optimizer_steps("Adam", points=3, kwargs={"lr": 0.01, "weight_decay": 0.1}, name="adam_with_decay")
        """
        how = Steps(steps, allowance_of(options))
        check = OptimizerSteps(optimizer, reference or optimizer, tuple(arguments), kwargs, how).check
        title = f"`{optimizer}` takes the right steps"
        self.add(check, points, {optimizer}, with_defaults(options, f"steps_{optimizer}", title, ComparedOptions))

    def state_steps(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        points: float,
        state: DrawInputs,
        batches: DrawInputs,
        call: Callable[..., Any] | None = None,
        reference: str | None = None,
        steps: int = 3,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """`function(*state, *batch)` returns the next state; applied k times, it goes the way of the reference.

        q.state_steps("update", points=2, state=lambda d: (d.normal(()), d.normal(())), batches=lambda d: (x, y, 0.01))
        q.state_steps("adam_step", points=3, state=lambda d: (d.normal((5,)), memory()),
                      batches=lambda d: (d.normal((5,)),), call=lambda w, kept, slope: (w, slope, kept))
        """
        how = Steps(steps, allowance_of(options))
        check = StateSteps(function, reference or function, state, batches, how, call).check
        title = f"`{function}` takes the right steps"
        self.add(check, points, {function}, with_defaults(options, f"steps_{function}", title, ComparedOptions))
