"""SOLUTION-SOURCE must be in no answer that a student gets."""

import torch


def speak(word):
    return len(word)


def save(path):
    torch.save({"weight": torch.ones(2)}, path)
