"""The edges point from the result to its inputs; write each one from parent to child, as ("a", "x")."""


def graph_edges():
    return {("x", "a"), ("x", "b"), ("y", "a"), ("y", "b"), ("z", "x"), ("z", "y")}
