"""The one error of the engines that reaches people. Its message is written for them."""


class EngineError(Exception):
    pass
