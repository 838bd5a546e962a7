"""What must work without keras: importing the package, and the catalogue itself."""

import subprocess
import sys


def test_package_and_catalogue_import_without_keras() -> None:
    """The main process never imports TensorFlow, and importing the package is quick."""
    code = (
        "import sys, time; start = time.process_time(); import rechenprobe; "
        "spent = time.process_time() - start; import rechenprobe.model.catalogue, "
        "rechenprobe.facts; heavy = {'keras', 'tensorflow', 'numpy'} & set(sys.modules); "
        "assert not heavy, heavy; assert spent < 0.05, spent"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
