"""Kinds of check about training: what a model can do after the hand-in has trained it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack

import torch

from graders.datasets import Split, digits
from graders.diagnosis.probes import probe_training
from graders.draw import Draw
from graders.kinds.free import FreeGoal
from graders.kinds.goals import Codes, FittedGoal, Goal, Part, Predict
from graders.kinds.luggage import MOST_KB
from graders.kinds.metrics import CUT, METRICS, Metric, cut_at, loss_metric, metric
from graders.kinds.states import Built
from graders.kinds.thresholds import Threshold
from graders.kinds.training import NOISE, Data, Plan
from graders.kinds.trends import FittedTrend, TrainedTrend, Trend
from graders.language.core import CheckFunction, Collector, Options, with_defaults
from graders.language.models import NONE
from graders.results import LabFault

Loss = Callable[[torch.Tensor, torch.Tensor], Any]
OF_ACCURACY = Codes("before_training", "accuracy", "not_learned", "accuracy", "at_least")


class TrainingOptions(Options, total=False):
    """How the model is made and trained: `train(model, x, y, **settings)`, 'train' being the default of `train`.

    `brings_kb` is how much data the hand-in may hold in literals and other files; a lab that hands some out needs more.
    """

    arguments: Sequence[Any]
    kwargs: Mapping[str, Any]
    train: str
    settings: Mapping[str, Any]
    margin: float
    brings_kb: float


class FittedOptions(Options, total=False):
    """`settings` are given to the function by name."""

    settings: Mapping[str, Any]
    margin: float


class TrainingKinds(Collector):
    """Kinds of check about training: what a model can do after the hand-in has trained it."""

    def accuracy(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        at_least: float,
        data: Data = digits,
        permute: bool = True,
        noise: float = NOISE,
        chance_at_most: float = 0.35,
        **options: Unpack[TrainingOptions],
    ) -> None:
        """`train(model, images, labels)` brings the model from our start weights to this accuracy on withheld images.

        q4.accuracy("MnistMLP", points=6, arguments=(128, 64), train="train", at_least=0.85)

        `permute` shuffles the pixels by a secret order, which a model of fully connected layers does not mind: weights
        that were trained at home are worthless then. Turn it off for convolutions. `noise` goes over withheld images,
        `margin` says how far below the threshold a result is borderline and runs again.
        """
        plan = _plan(model, data, options, permute=permute, noise=noise)
        threshold = _threshold(METRICS["accuracy"], at_least, options)
        goal = Goal(plan, threshold, "test", chance_at_most, OF_ACCURACY)
        title = f"`{plan.train}` teaches `{model}` to recognise at least {at_least:.0%} of images it has never seen"
        self._add_training(
            goal.check, points, plan, with_defaults(options, f"accuracy_{model}", title, TrainingOptions)
        )

    def metric(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        what: str,
        *,
        points: float,
        data: Data,
        at_least: float | None = None,
        at_most: float | None = None,
        cut: float = CUT,
        permute: bool = False,
        noise: float = 0.0,
        **options: Unpack[TrainingOptions],
    ) -> None:
        """After `train(model, x, y)`, a metric of the field on withheld data: precision, recall, f1, auc, mse, psnr...

        q8.metric("FraudNet", "recall", points=3, at_least=0.8, cut=0.0, data=transactions)
        q23.metric("DenoisingAE", "psnr", points=3, at_least=17, data=noisy_and_clean)

        A model with one score for each sample predicts class 1 above the `cut`: 0.5 for probabilities, 0 for logits.
        """
        known = cut_at(metric(what), cut)
        plan = _plan(model, data, options, permute=permute, noise=noise)
        threshold = _threshold(known, _limit(known, at_least, at_most), options)
        word = "at least" if known.higher_is_better else "at most"
        title = f"`{plan.train}` brings `{model}` to a {known.told} of {word} {threshold.value:g} on withheld data"
        named = with_defaults(options, f"{what}_{model}", title, TrainingOptions)
        self._add_training(Goal(plan, threshold).check, points, plan, named)

    def learns(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        what: str = "accuracy",
        *,
        points: float,
        data: Callable[[Draw], Split],
        at_least: float | None = None,
        at_most: float | None = None,
        numbers_at_most: int | None = None,
        **options: Unpack[TrainingOptions],
    ) -> None:
        """A model of any architecture, after `train(model, x, y)`, has this accuracy (or metric) on withheld data.

        q11.learns("Net", points=6, data=signs, at_least=0.8, numbers_at_most=60_000)
        q12.learns("Reader", points=6, data=among_signs(digits, 5), at_least=0.85)

        `data` is drawn for each grading, what is to be learnt included. `numbers_at_most` bounds what the model holds
        between training and prediction, parameters and buffers together.
        """
        plan = _plan(model, data, options)
        known = metric(what)
        threshold = _threshold(known, _limit(known, at_least, at_most), options)
        word = "at least" if known.higher_is_better else "at most"
        title = f"`{plan.train}` brings `{model}` to a {known.told} of {word} {threshold.value:g} on withheld data"
        goal = FreeGoal(plan, threshold, numbers_at_most)
        named = with_defaults(options, f"learns_{model}", title, TrainingOptions)
        self.add(goal.check, points, {model, plan.train}, named, diagnosed=False)

    def loss(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        loss: Loss,
        at_most: float,
        data: Data,
        on: Part = "train",
        **options: Unpack[TrainingOptions],
    ) -> None:
        """After `train(model, x, y)`, the loss that we compute from the trained weights is at most this.

        q1.loss("XORModel", points=2, loss=torch.nn.functional.mse_loss, at_most=0.05, data=xor, settings={"n": 99})
        """
        plan = _plan(model, data, options)
        threshold = _threshold(loss_metric(loss), at_most, options)
        title = f"`{plan.train}` brings the loss of `{model}` to at most {at_most:g}"
        named = with_defaults(options, f"loss_{model}", title, TrainingOptions)
        self._add_training(Goal(plan, threshold, on).check, points, plan, named)

    def fitted_loss(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        points: float,
        predict: Predict,
        loss: Loss,
        at_most: float,
        data: Data,
        on: Part = "train",
        **options: Unpack[FittedOptions],
    ) -> None:
        """`function(x, y)` returns weights; the loss that we compute with them is at most this.

        q6.fitted_loss("fit", points=2, predict=lambda w, x: x @ w[0] + w[1], loss=mse_loss, at_most=0.01, data=plane)
        """
        threshold = _threshold(loss_metric(loss), at_most, options)
        goal = FittedGoal(function, data, predict, threshold, options.get("settings", NONE), on)
        title = f"`{function}` brings the loss to at most {at_most:g}"
        named = with_defaults(options, f"loss_{function}", title, FittedOptions)
        self.add(goal.check, points, {function}, named, diagnosed=False)

    def converges(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        loss: Loss,
        data: Data,
        epochs: int,
        falls_to: float | None = None,
        slack: float | None = None,
        optimum: Callable[[Split], float] | None = None,
        within: float = 0.05,
        **options: Unpack[TrainingOptions],
    ) -> None:
        """`train(model, x, y)` called once for each epoch: the losses, computed by us from the weights, fall.

        q2.converges("Net", points=3, train="fit_epoch", loss=mse_loss, data=line, epochs=5, falls_to=0.2)

        `falls_to`: the last loss is at most this part of the first. `slack`: none rises by more than this part.
        `optimum` gives the least loss there is for the data; the last one is at most `within` (a part of it) above.
        """
        plan = _plan(model, data, options)
        trend = _trend(falls_to, slack, optimum, within)
        check = TrainedTrend(plan, trend, loss_metric(loss), epochs).check
        named = with_defaults(options, f"converges_{plan.train}", f"`{plan.train}` converges", TrainingOptions)
        self._add_training(check, points, plan, named)

    def fitted_converges(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        points: float,
        predict: Predict,
        loss: Loss,
        data: Data,
        start: Any,
        epochs: int,
        falls_to: float | None = None,
        slack: float | None = None,
        optimum: Callable[[Split], float] | None = None,
        within: float = 0.05,
        **options: Unpack[FittedOptions],
    ) -> None:
        """`function(x, y)` returns its weights after each epoch: the losses, computed by us from them, fall.

        q1.fitted_converges("fit", points=2, start=(1.0, 1.0), predict=line_at, loss=mse_loss, data=line, epochs=20,
                            falls_to=0.1)
        """
        trend = _trend(falls_to, slack, optimum, within)
        settings = options.get("settings", NONE)
        check = FittedTrend(function, data, predict, trend, loss_metric(loss), start, epochs, settings).check
        named = with_defaults(options, f"converges_{function}", f"`{function}` converges", FittedOptions)
        self.add(check, points, {function}, named, diagnosed=False)

    def _add_training(self, check: CheckFunction, points: float, plan: Plan, named: Options) -> None:
        # Without diagnosis by values: a training costs seconds. A probe of a few rows stands in for it.
        probe = functools.partial(probe_training, plan)
        self.add(check, points, {plan.built.model, plan.train}, named, diagnosed=False, probe=probe)


def _plan(model: str, data: Data, options: TrainingOptions, *, permute: bool = False, noise: float = 0.0) -> Plan:
    built = Built(model, tuple(options.get("arguments", ())), options.get("kwargs", NONE))
    kb = options.get("brings_kb", MOST_KB)
    return Plan(built, options.get("train", "train"), data, options.get("settings", NONE), permute, noise, kb)


def _threshold(known: Metric, value: float, options: TrainingOptions | FittedOptions) -> Threshold:
    return Threshold(known, value, options.get("margin", known.margin(value)))


def _limit(known: Metric, at_least: float | None, at_most: float | None) -> float:
    word, value, other = ("at_least", at_least, at_most) if known.higher_is_better else ("at_most", at_most, at_least)
    if value is None or other is not None:
        raise LabFault(f"the {known.told} is better the {'higher' if word == 'at_least' else 'lower'}; give it {word}=")
    return value


def _trend(
    falls_to: float | None, slack: float | None, optimum: Callable[[Split], float] | None, within: float
) -> Trend:
    if falls_to is None and optimum is None:
        raise LabFault(
            "a check of convergence needs falls_to= or optimum=; a loss that only does not rise shows nothing"
        )
    return Trend(falls_to, slack, optimum, within)
