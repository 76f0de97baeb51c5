"""Finds in a syntax tree what a decision must not do: read a clock, a file, the environment.

It must not judge imports of whole modules: the import contracts do.
"""

import ast

# Names that reach outside wherever they come from, by the last part of a dotted name.
_CALLS = frozenset(
    {
        "FileSystemLoader",
        "PackageLoader",
        "getenv",
        "now",
        "open",
        "print",
        "read_bytes",
        "read_text",
        "today",
        "urandom",
        "utcnow",
        "uuid1",
        "uuid4",
        "write_bytes",
        "write_text",
    }
)
_ATTRIBUTES = frozenset({"environ", "stderr", "stdin", "stdout"})
# Parts of modules whose other parts are pure, which a contract on whole modules cannot tell apart.
_IMPORTS = frozenset(
    {
        "importlib.resources",
        "jinja2.FileSystemLoader",
        "jinja2.PackageLoader",
        "pathlib.Path",
        "pathlib.PosixPath",
        "urllib.request",
    }
)


def impurities(tree: ast.AST) -> list[str]:
    """One `line N: what` for each place that reaches outside the arguments."""
    return [
        f"line {getattr(node, 'lineno', 0)}: {what}"
        for node in ast.walk(tree)
        for what in _impure(node)
    ]


def _impure(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _CALLS:
            return [f"calls {name}"]
        case ast.Attribute(attr=name) if name in _ATTRIBUTES:
            return [f"reads {name}"]
        case ast.Import(names=names):
            imported = [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            imported = [module, *(f"{module}.{alias.name}" for alias in names)]
        case _:
            return []
    return [f"imports {name}" for name in imported if name in _IMPORTS]
