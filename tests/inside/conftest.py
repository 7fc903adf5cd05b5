"""Hand-ins as small files, and the executor that loads them."""

import json

import pytest

from worker.sandbox.inside.objects import Objects


def notebook(*cells):
    """The bytes of a notebook with these code cells and a text cell before them."""
    text = {"cell_type": "markdown", "metadata": {}, "source": ["# My lab\n", "def in_prose(): pass"]}
    code = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": cell.splitlines(True)}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text, *code]}).encode()


@pytest.fixture
def load():
    """Loads one hand-in and returns the executor with what `load` answered."""

    def loaded(data, name="lab2.py"):
        objects = Objects()
        answer = objects.perform("load", {"name": name, "data": data if isinstance(data, bytes) else data.encode()})
        return objects, answer

    return loaded
