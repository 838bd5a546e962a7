"""The environment in which the author's code runs: the caller's, without its secrets."""

from collections.abc import Mapping

_KEPT = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TZ", "TMPDIR", "TEMP", "TMP"),
        *("VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "KERAS_HOME", "XDG_CACHE_HOME"),
        "MPLCONFIGDIR",
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE"),
        *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "NUMBER_OF_PROCESSORS"),
    )
)


LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""For a server alone: what it holds in large pages is forked in half the time.

The GNU C library knows it; on other systems, and where Linux gives none, it is without effect.
"""


def environment(caller: Mapping[str, str], *, width: int, threads: int) -> dict[str, str]:
    """Variables for lectures: few of the caller's, and what makes runs equal.

    `width` in columns pins `model.summary()`, `threads` is how many TensorFlow
    and BLAS may use in one lecture, so that lectures do not fight for cores.
    """
    kept = {name: value for name, value in caller.items() if name.upper() in _KEPT}
    pinned = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "COLUMNS": str(width),
        "LINES": "24",
        "MPLBACKEND": "Agg",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
    }
    counts = (
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
        *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "VECLIB_MAXIMUM_THREADS"),
    )
    return {**kept, **pinned, **dict.fromkeys(counts, str(threads))}
