"""The first cell of an exported notebook: it installs what the lecture needs and is missing."""

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Mapping

from rechenprobe.execution import SEED

_DISTRIBUTIONS: Mapping[str, str] = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""Modules whose distribution has another name."""

_BACKENDS = ("tensorflow", "jax", "torch")
"""What Keras calculates with; it does not bring any of them along."""

_TEMPLATE = """\
# @title Vorbereitung: installiert, was fehlt (etwa in Colab)
import importlib.util
import subprocess
import sys

needed = {{
{needed}
}}
missing = [package for name, package in needed.items() if importlib.util.find_spec(name) is None]
if missing:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *missing], check=True)"""


def install_code(modules: set[str], versions: Mapping[str, str]) -> str:
    """Code that installs the modules, in the versions they ran with; empty if nothing is needed.

    Only distributions that the run saw (`versions`) count: what was not there was not needed.
    """
    known = {_normal(name): version for name, version in versions.items()}
    needed: dict[str, str] = {}
    backends = {name for name in _BACKENDS if name in known and "keras" in modules}
    for module in sorted(modules | backends):
        distribution = _normal(_DISTRIBUTIONS.get(module, module))
        if module not in sys.stdlib_module_names and distribution in known:
            needed[module] = f"{distribution}=={known[distribution]}"
    if not needed:
        return ""
    listed = "\n".join(f'    "{name}": "{package}",' for name, package in needed.items())
    return _TEMPLATE.format(needed=listed)


def seed_code(modules: set[str]) -> str:
    """Code that starts random numbers where the site's run did; empty if none are drawn."""
    if "keras" in modules:  # seeds Python and NumPy, too
        return f"import keras\n\nkeras.utils.set_random_seed({SEED})"
    seeds = []
    if "random" in modules:
        seeds.append(f"import random\n\nrandom.seed({SEED})")
    if "numpy" in modules:
        seeds.append(f"import numpy\n\nnumpy.random.seed({SEED})")
    return "\n\n".join(seeds)


def imported_modules(codes: Iterable[str]) -> set[str]:
    """Top-level names of the modules that the code imports, anywhere in it."""
    names: set[str] = set()
    for code in codes:
        for node in ast.walk(_tree(code)):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names


def _tree(code: str) -> ast.AST:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
