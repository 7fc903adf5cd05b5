"""What the source of a script says: which functions it calls, and where its tensors come from."""

import ast
import math
from dataclasses import dataclass
from functools import cached_property

RANDOM = {
    "rand",
    "randn",
    "randint",
    "randperm",
    "rand_like",
    "randn_like",
    "randint_like",
    "random",
    "normal",
    "choice",
}
RANDOM |= {"uniform", "uniform_", "normal_", "random_", "bernoulli", "standard_normal", "integers", "permutation"}
_SIZED = {"rand", "randn", "zeros", "ones", "empty", "full", "random", "FloatTensor", "Tensor"}
_FILLED = {"tensor", "array", "asarray", "as_tensor", "Tensor", "FloatTensor", "LongTensor"}
_LISTED = (ast.List, ast.Tuple)


@dataclass(frozen=True)
class Used:
    """A call whose result goes somewhere: `function` is the last part of its name."""

    function: str
    node: ast.Call
    often: bool  # in a loop, a comprehension or a function


class Script:
    def __init__(self, source, shown_at_end):
        """`shown_at_end` tells of a line whether it is of a notebook, which shows the value of a bare expression."""
        self._tree = ast.parse(source)
        self._shown = shown_at_end

    @cached_property
    def used(self):
        return [
            Used(_last(node.func), node, often)
            for node, often, thrown_away in self._walk(self._tree, often=False)
            if isinstance(node, ast.Call) and not thrown_away
        ]

    @cached_property
    def thrown_away(self):
        calls = [node for node, _, away in self._walk(self._tree, often=False) if isinstance(node, ast.Call) and away]
        return {_last(call.func) for call in calls}

    def calls(self, *functions):
        return [call for call in self.used if call.function in functions]

    @cached_property
    def only_on_a_gpu(self):
        """Whether something is done where there is a GPU, and nothing in its place where there is none."""
        ifs = [node for node in ast.walk(self._tree) if isinstance(node, ast.If) and not node.orelse]
        return any(_last(each) == "is_available" for node in ifs for each in ast.walk(node.test))

    @cached_property
    def seeds(self):
        """How often it sets a seed of PyTorch."""
        return sum(_last(node.func) == "manual_seed" for node in ast.walk(self._tree) if isinstance(node, ast.Call))

    @cached_property
    def indexings(self):
        """Each `x[1][2]` as a whole that is read and not written to: the name, and its indices."""
        nodes = [node for node, _, away in self._walk(self._tree, often=False) if not away]
        inner = {id(node.value) for node in nodes if isinstance(node, ast.Subscript)}
        found = []
        for node in nodes:
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and id(node) not in inner:
                indices = []
                while isinstance(node, ast.Subscript):
                    indices.insert(0, node.slice)
                    node = node.value
                if isinstance(node, ast.Name):
                    found.append((node.id, indices))
        return found

    @cached_property
    def adds_a_dimension(self):
        """Whether an index such as `x[None]` or `x[:, np.newaxis]` makes a new one."""
        indices = [each for _, chain in self.indexings for index in chain for each in ast.walk(index)]
        return any(
            _last(each) == "newaxis" or (isinstance(each, ast.Constant) and each.value is None) for each in indices
        )

    def names_in(self, call):
        """What it is given by name, but for the library's own names."""
        owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
        return {node.id for each in [*owner, *call.args] for node in _names(each)} - self._imported

    @cached_property
    def _imported(self):
        imports = [node for node in ast.walk(self._tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        return {alias.asname or alias.name.partition(".")[0] for node in imports for alias in node.names}

    @cached_property
    def bound(self):
        """Names that are set outside of functions, loops and conditions, with what they are set to, in order."""
        found = {}
        for statement in self._tree.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                for target in targets:
                    for name, value in _pairs(target, statement.value):
                        found.setdefault(name, []).append(value)
        return found

    @cached_property
    def literals(self):
        """Tensors that are written out, with the name that they are set to, if any."""
        names = {id(_made_by(value)): name for name, values in self.bound.items() for value in values}
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call) and _last(node.func) in _FILLED]
        return [(_numbers(call), names.get(id(call), "")) for call in calls if _numbers(call) is not None]

    def inputs(self, counts):
        """Names that are first set to something that is computed from no other tensor, with how many numbers it has.

        `counts` are the numbers in each tensor and array that the file had in the end.
        """
        found = {}
        for name, values in self.bound.items():
            count = self._count_of(name, values[0], counts)
            if count is None and len(values) == 1 and self._is_input(name, values[0], counts):
                count = counts.get(name)
            if count and count > 1:
                found[name] = count
        return found

    def sets_later(self, counts, fits):
        """Whether one with a count that fits is set under a name that held something else before."""
        later = [(name, value) for name, values in self.bound.items() for value in values[1:]]
        return any(fits(self._count_of(name, value, counts) or 0) for name, value in later)

    def _count_of(self, name, value, counts):
        return _count(value) if self._is_input(name, value, counts) else None

    def _is_input(self, name, value, counts):
        loaded = {node.id for node in _names(value)}
        calls = any(isinstance(node, ast.Call) for node in ast.walk(value))
        return calls and not (loaded & counts.keys()) - {name} and name not in self._indices

    @cached_property
    def _mentioned(self):
        nodes = list(ast.walk(self._tree))
        attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        special = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("__")}
        return {node.id for node in nodes if isinstance(node, ast.Name)} | attributes | special | {"forward"}

    @cached_property
    def _indices(self):
        """Names that stand alone in an index: whole numbers of another kind."""
        parts = [part for _, chain in self.indexings for each in chain for part in getattr(each, "elts", [each])]
        return {part.id for part in parts if isinstance(part, ast.Name)}

    def _walk(self, node, *, often, away=False):
        """Every node but those of functions that nobody calls, with what becomes of it."""
        if isinstance(node, ast.FunctionDef) and node.name not in self._mentioned:
            return
        yield node, often, away
        loop = (
            ast.For,
            ast.While,
            ast.FunctionDef,
            ast.Lambda,
            ast.ListComp,
            ast.GeneratorExp,
            ast.SetComp,
            ast.DictComp,
        )
        for child in ast.iter_child_nodes(node):
            lost = isinstance(node, ast.Expr) and not self._shown(node.lineno) and not _acts(child)
            yield from self._walk(child, often=often or isinstance(node, loop), away=lost)


def _acts(node):
    """A bare call does something when it prints, appends or changes its tensor in place."""
    return isinstance(node, ast.Call) and (_last(node.func).endswith("_") or isinstance(node.func, ast.Name))


def readable(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def receiver(call):
    """The name that the method is called on, or that the function is given first."""
    owners = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    names = [node.id for node in [*owners, *call.args[:1]] if isinstance(node, ast.Name)]
    return names[-1] if names else ""


def written_out(call):
    """Whether the first argument is a list of numbers, or a number, rather than something computed."""
    return bool(call.args) and _literal(call.args[0]) is not None


def _last(node):
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _names(node):
    return [each for each in ast.walk(node) if isinstance(each, ast.Name)]


def _pairs(target, value):
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, _LISTED) and isinstance(value, _LISTED) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, its)


def _outermost(node):
    """Of `torch.rand(1, 7).T` the call."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _made_by(node):
    """Of `torch.rand(2, 3).to(device).T` the call that makes the tensor: the innermost one."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _calls_in(node.func.value):
            node = node.func.value
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return node


def _calls_in(node):
    return isinstance(_outermost(node), ast.Call)


def _literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _numbers(call):
    value = _literal(call.args[0]) if call.args else None
    return value if isinstance(value, list | tuple) and value else None


def _count(node):
    """How many numbers it has, as far as the source says so; None where it does not."""
    call = _made_by(node)
    if not isinstance(call, ast.Call):
        return None
    function, written = _last(call.func), _numbers(call)
    sizes = [_literal(each.value) for each in call.keywords if each.arg in ("size", "shape")]
    if function in _FILLED and written is not None and function != "Tensor":
        return _length(written)
    if function in ("arange", "range"):
        return _steps([_literal(each) for each in call.args]) if not call.keywords else None
    if function in ("randint", "integers"):
        sizes += [size for size in map(_literal, call.args) if isinstance(size, list | tuple)]
    elif function in _SIZED and not sizes:
        sizes = [written] if written is not None else [[_literal(each) for each in call.args]]
    sizes = [[size] if isinstance(size, int) else size for size in sizes]
    if sizes and sizes[0] and all(isinstance(size, int) and 0 < size <= 1000 for size in sizes[0]):
        return math.prod(sizes[0])
    return None


def _steps(ends):
    if not all(isinstance(each, int | float) for each in ends) or not 1 <= len(ends) <= 3 or ends[2:] == [0]:
        return None
    start, end, step = ([0, *ends] if len(ends) == 1 else ends)[:2] + (ends[2:] or [1])
    return math.ceil((end - start) / step)


def _length(nested):
    return sum(map(_length, nested)) if isinstance(nested, list | tuple) else 1
