"""Kinds of check about models: parameters, and the function that they make under weights of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Unpack

import torch

from graders.kinds.models import CountCheck, ModelCheck, StatisticsCheck
from graders.kinds.starts import StartCheck
from graders.kinds.states import Built
from graders.language.core import Collector, ComparedOptions, DrawInputs, Options, allowance_of, with_defaults
from graders.results import LabFault

NONE: Mapping[str, Any] = MappingProxyType({})


class ModelKinds(Collector):
    """Kinds of check about models: parameters, and the function that they make under weights of ours."""

    def equivalence(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        train_mode: bool = False,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """With weights that we choose, the student's model gives the reference's outputs and parameter gradients.

        q4.equivalence("MnistMLP", points=4, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        q5.equivalence("Tagger", points=3, kwargs={"width": 8}, inputs=lambda d: (d.normal((4, 7)), d.normal((4, 2))))

        `inputs` gives what one call receives, a tuple for several arguments, or a list of such batches. Outputs may be
        nested, as those of an LSTM. In `train_mode` batch norm works by the batch, and dropout must be off.
        """
        built = Built(model, tuple(arguments), kwargs)
        check = ModelCheck(built, inputs, allowance_of(options), train_mode).equivalent
        title = f"`{model}` computes the right function for given weights"
        self.add(check, points, {model}, with_defaults(options, f"equivalence_{model}", title, ComparedOptions))

    def parameter_count(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        trainable: bool = False,
        per: Sequence[str] = (),
        proved_at: Sequence[Any] | None = None,
        **options: Unpack[Options],
    ) -> None:
        """The model has as many parameters as the reference, counted by us over tensors that provably make its outputs.

        q4.parameter_count("MnistMLP", points=2, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        q9.parameter_count("VGG", points=2, arguments=(64,), proved_at=(2,), inputs=lambda d: d.normal((2, 3, 32, 32)))

        `trainable` counts those that a gradient reaches, `per` names modules that are counted one by one. A big model
        is proved at other arguments, `proved_at`, where `inputs` must fit; of the big one only sizes are read, without
        memory. They are a claim: a wrong one takes the points, which are earned by the proof alone.
        """
        check = ModelCheck(Built(model, tuple(arguments), kwargs), inputs)
        count = CountCheck(check, trainable, tuple(per), None if proved_at is None else tuple(proved_at)).counted
        which = "trainable parameters" if trainable else "parameters"
        title = f"`{model}` has the right number of {which}"
        self.add(count, points, {model}, with_defaults(options, f"parameter_count_{model}", title))

    def start_weights(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        what: str = "",
        holds: Callable[[dict[str, torch.Tensor]], Any] | None = None,
        **options: Unpack[Options],
    ) -> None:
        """The model starts with the reference's weights, or with weights of which something holds.

        q.start_weights("Ones", points=1, inputs=lambda d: d.normal((4, 1)))
        q.start_weights("Net", points=1, inputs=lambda d: d.normal((4, 9)), what="the biases are 0",
                        holds=lambda w: not w["hidden.bias"].any())

        `holds` gets the tensors by the reference's names. They must make the outputs of the student's own model.
        """
        if (holds is None) != (not what):
            raise LabFault(
                'what= says in words what holds= asks of the weights; give both, as in what="the biases are 0"'
            )
        check = StartCheck(ModelCheck(Built(model, tuple(arguments), kwargs), inputs), what, holds).started
        title = f"`{model}` starts with the right weights"
        self.add(check, points, {model}, with_defaults(options, f"start_weights_{model}", title))

    def running_statistics(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        kwargs: Mapping[str, Any] = NONE,
        steps: int = 3,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """Forward passes in training mode move the buffers as the reference's, and evaluation then goes by them.

        q6.running_statistics("BatchNormCNN", points=2, inputs=lambda d: d.normal((8, 3, 16, 16)))
        """
        check = ModelCheck(Built(model, tuple(arguments), kwargs), inputs, allowance_of(options))
        title = f"`{model}` keeps its running statistics"
        named = with_defaults(options, f"running_statistics_{model}", title, ComparedOptions)
        self.add(StatisticsCheck(check, steps).moved, points, {model}, named)
