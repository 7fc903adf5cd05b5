"""What the text of a flat script says about its numbers: which come from autograd, which from a formula of its own.

The numbers alone cannot tell: where somebody prints `a.grad` twice, the right one stands there twice as well. So the
text is read, and only to tell the two apart; whether a number is right is seen in a run with numbers of ours.
"""

import ast
import builtins
import re
from functools import cached_property

BY_AUTOGRAD = {"grad", "jacobian", "hessian", "vjp", "jvp"}
HIDING = {"getattr", "eval", "exec", "vars", "globals"}
COMPARING = {"allclose", "isclose", "equal", "array_equal", "assert_close"}
KEEPING = {"append", "extend", "insert", "add"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LONGEST = 100_000
ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)


def _called(node):
    """The last name of what is called: `allclose` of `torch.allclose(...)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _elements(node):
    return node.elts if isinstance(node, (ast.Tuple, ast.List)) else None


class ScriptText:
    """One script. Of a text that cannot be parsed nothing is known but the names that end in `.grad`."""

    def __init__(self, text):
        try:
            self.tree = ast.parse(text if len(text) < LONGEST else "")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.tree = ast.Module([], [])
        self.zeroed = bool(re.search(r"\.grad\.(zero_|data|fill_)|\.grad\s*=|zero_grad", text))
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS)}
        self._nodes = [(node, None) for node in self._inside(self.tree)]
        for name, function in self.functions.items():
            self._nodes += [(node, name) for node in self._inside(function)]
        self._own = {name: self._locals(name) for name in self.functions}
        self._imported = set(self._imports())
        self._executes = any(isinstance(node, ast.Call) and _called(node) == "exec" for node, _ in self._nodes)
        # What came from autograd: a name of a scope at the line that sets it, and functions that return it.
        self._tracked, self._giving = set(), set()
        self._stores = {}
        self._grow()
        first = [node.lineno for node, _ in self._nodes if isinstance(node, ast.Attribute) and node.attr == "backward"]
        self._first = min(first, default=0)

    # --- Names ---

    @cached_property
    def top(self):
        """What it sets at its top level, with the expressions: `{"x": [<torch.tensor(2.0)>]}`."""
        found = {}
        for node in self.tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                for name, value in self._set_by(node):
                    found.setdefault(name, []).append(value)
        return found

    def settled(self, name, line=None):
        """Whether it keeps what it had at this line, or at the first `backward()`: what is found at the end."""
        line = self._first if line is None else line
        return not self.zeroed and not (line and any(each > line for each in self._stores.get((None, name), ())))

    def tracks(self, name):
        """Whether what stands under this name of the run, such as `x.grad` or `slope`, came from autograd.

        A name that the text sets nowhere came by a way that nobody can read.
        """
        base, _, rest = name.partition(".")
        unread = bool(self.tree.body) and (None, base) not in self._stores
        return unread or rest.rpartition(".")[2] == "grad" or self._is_tracked(base, None, None)

    def shown(self):
        """Each thing from autograd that is printed: the name of the run that holds it, or None where none is known."""
        for part, scope in self._printed():
            if self._of_autograd(part, scope) and not self._compares(part):
                yield from [None if scope else self._held(part)] * self._times(part, scope)

    def formulas(self):
        """Functions of its top level whose results do not come from autograd, the last ones first."""
        found = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        return [node for node in reversed(found) if node.name not in self._giving]

    def attempts(self, derivative):
        """Whether it tries a formula: under a name like `derivative`, or anywhere behind the first `backward()`."""
        if any(derivative.search(each.name) for each in self.formulas()):
            return True
        late = [(part, scope) for part, scope in self._printed() if part.lineno > self._first]
        for node, scope in self._nodes:
            if isinstance(node, ASSIGNMENTS) and node.value is not None:
                for name, value in self._set_by(node):
                    if derivative.search(name) and not self._of_autograd(value, scope):
                        return True
                    late += [(value, scope)] if node.lineno > self._first else []
        return any(self._computes(each) and not self._of_autograd(each, scope) for each, scope in late)

    def _computes(self, node):
        called = (each for each in ast.walk(node) if isinstance(each, (ast.BinOp, ast.Call)))
        return any(isinstance(each, ast.BinOp) or _called(each) in self.functions for each in called)

    # --- How numbers travel ---

    def _grow(self):
        before = -1
        while len(self._tracked) + len(self._giving) != before:
            before = len(self._tracked) + len(self._giving)
            for node, scope in self._nodes:
                self._step(node, scope)

    def _step(self, node, scope):
        if (isinstance(node, ASSIGNMENTS) and node.value is not None) or isinstance(node, ast.For):
            for name, value in self._set_by(node):
                self._mark(name, scope, node.lineno, self._of_autograd(value, scope))
        elif isinstance(node, ast.Return) and node.value is not None and scope:
            self._giving |= {scope} if self._of_autograd(node.value, scope) else set()
        elif isinstance(node, ast.Call):
            self._step_call(node, scope)

    def _step_call(self, call, scope):
        given = [*enumerate(call.args), *((each.arg, each.value) for each in call.keywords)]
        reached = [place for place, value in given if self._of_autograd(value, scope)]
        if isinstance(call.func, ast.Attribute) and call.func.attr in KEEPING and isinstance(call.func.value, ast.Name):
            self._mark(call.func.value.id, scope, call.lineno, bool(reached))
        elif isinstance(call.func, ast.Name) and call.func.id in self.functions:
            names = [each.arg for each in self.functions[call.func.id].args.args]
            for place in reached:
                name = names[place] if isinstance(place, int) and place < len(names) else place
                if name in names:
                    self._mark(name, call.func.id, self.functions[call.func.id].lineno, True)

    def _mark(self, name, scope, line, tracked):
        owner = scope if name in self._own.get(scope, ()) else None
        self._stores.setdefault((owner, name), set()).add(line)
        if tracked:
            self._tracked.add((owner, name, line))

    def _is_tracked(self, name, scope, line):
        """By what set it last before this line; seen from another scope, by what sets it last of all."""
        owner = scope if name in self._own.get(scope, ()) else None
        lines = self._stores.get((owner, name), ())
        earlier = [each for each in lines if owner != scope or line is None or each < line]
        if name in self._imported or (name in self._giving and not lines):
            return True
        if not lines and self._executes and owner is None:
            return not hasattr(builtins, name)
        return bool(lines) and (owner, name, max(earlier or lines)) in self._tracked

    def _set_by(self, node):
        """Names with what a statement sets them to."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = node.iter if isinstance(node, ast.For) else node.value
        return [pair for target in targets for pair in self._bound(target, value)]

    def _bound(self, target, value):
        """Where both sides are tuples, one by one."""
        target = target.value if isinstance(target, ast.Starred) else target
        names, values = _elements(target), _elements(value)
        if isinstance(value, ast.Call) and _called(value) == "zip":
            values = value.args
        elif isinstance(value, ast.Call) and _called(value) in self.functions:
            values = self._returned(_called(value), names)
        if names is None:
            return [(target.id, value)] if isinstance(target, ast.Name) else []
        pairs = values if values is not None and len(values) == len(names) else [value] * len(names)
        return [pair for name, part in zip(names, pairs, strict=True) for pair in self._bound(name, part)]

    def _returned(self, function, names):
        """The parts of what a function returns, each as an expression that stands for it."""
        returns = [node.value for node, scope in self._nodes if scope == function and isinstance(node, ast.Return)]
        parts = [_elements(each) for each in returns if each is not None]
        if names is None or not parts or any(each is None or len(each) != len(names) for each in parts):
            return None
        tracked = [any(self._of_autograd(each[place], function) for each in parts) for place in range(len(names))]
        return [ast.Attribute(ast.Constant(0), "grad" if each else "formula") for each in tracked]

    def _of_autograd(self, node, scope):
        for inner in ast.walk(node):
            marked = isinstance(inner, ast.Attribute) and inner.attr in BY_AUTOGRAD
            if marked or (isinstance(inner, ast.Call) and _called(inner) in HIDING):
                return True
            if isinstance(inner, ast.Name) and self._is_tracked(inner.id, scope, inner.lineno):
                return True
        return False

    # --- What is printed ---

    def _printed(self):
        for node, scope in self._nodes:
            if isinstance(node, ast.Call) and _called(node) in ("print", "display"):
                yield from ((part, scope) for argument in node.args for part in self._parts(argument))

    def _parts(self, node):
        """The values that a printed expression is made of: those of an f-string, of a tuple, of a `format`."""
        if isinstance(node, ast.JoinedStr):
            inner = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        elif isinstance(node, ast.Call) and _called(node) == "format" and isinstance(node.func, ast.Attribute):
            inner = node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            inner = [node.right]
        elif _elements(node) is not None:
            inner = node.elts
        elif isinstance(node, ast.Starred):
            inner = [node.value]
        else:
            return [node]
        return [part for each in inner for part in self._parts(each)]

    def _compares(self, node):
        """Whether it shows a difference or a yes, and no gradient."""
        inner = list(ast.walk(node))
        minus = any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.Sub) for each in inner)
        asks = any(isinstance(each, ast.Call) and _called(each) in COMPARING for each in inner)
        return minus or asks or any(isinstance(each, ast.Compare) for each in inner)

    def _held(self, node):
        """`a.grad` of `a.grad.item()`, where the end of the run still has the same."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute) and inner.attr == "grad" and isinstance(inner.value, ast.Name):
                return f"{inner.value.id}.grad" if self.settled(inner.value.id, inner.lineno) else None
        names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
        tracked = [each.id for each in names if self._is_tracked(each.id, None, each.lineno)]
        return tracked[0] if tracked and tracked[0] in self.top and self.settled(tracked[0], node.lineno) else None

    def _times(self, part, scope):
        """Inside a function it is printed at each call; by a parameter, at each call that hands on a gradient."""
        if scope is None:
            return 1
        calls = [(node, place) for node, place in self._nodes if isinstance(node, ast.Call) and _called(node) == scope]
        names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
        if names & {each.arg for each in self.functions[scope].args.args}:
            return sum(any(self._of_autograd(each, place) for each in node.args) for node, place in calls)
        return len(calls)

    # --- The tree ---

    def _inside(self, owner):
        """All nodes of a scope but those of functions in it."""
        waiting = list(ast.iter_child_nodes(owner))
        while waiting:
            node = waiting.pop()
            yield node
            if not isinstance(node, FUNCTIONS):
                waiting.extend(ast.iter_child_nodes(node))

    def _locals(self, function):
        nodes = list(self._inside(self.functions[function]))
        stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        outer = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        return (stored | {each.arg for each in self.functions[function].args.args}) - outer

    def _imports(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                yield from (each.asname or each.name for each in node.names if each.name in BY_AUTOGRAD)
