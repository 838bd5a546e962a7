"""What must work without keras: importing the package, and the catalogue itself."""

import subprocess
import sys


def test_package_and_catalogue_import_without_keras() -> None:
    """The main process never imports TensorFlow; the package alone imports hardly anything."""
    code = (
        "import sys, rechenprobe; first = set(sys.modules); "
        "assert not {'mkdocs', 'msgspec', 'yaml'} & first, first; "
        "import rechenprobe.model.catalogue, rechenprobe.facts; "
        "heavy = {'keras', 'tensorflow', 'numpy'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
