"""The command `rechenprobe`. Exit status: 0 all is well, 1 errors found, 2 it could not run."""

import os
import sys
from collections.abc import Sequence
from errno import ENOSPC
from pathlib import Path

from rechenprobe.complaints import of_system
from rechenprobe.hosts.commands import check, why
from rechenprobe.hosts.config import SiteError
from rechenprobe.hosts.site import Site, find_site, shown
from rechenprobe.hosts.terminal import prepare, say
from rechenprobe.hosts.usage import FAILED, INTERRUPTED, Request, parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; `arguments` are those of the process if None."""
    prepare()
    try:
        return _answer(arguments)
    except BrokenPipeError:  # the reader (`head`) has seen enough
        _silence()
        return FAILED
    except OSError as error:
        if error.errno != ENOSPC:
            raise
        _silence()
        say(f"rechenprobe: {of_system(error)}")
        return FAILED


def _answer(arguments: Sequence[str] | None) -> int:
    try:
        request = parse(sys.argv[1:] if arguments is None else arguments)
        return _run(request, _site())
    except SiteError as error:
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        say("abgebrochen")
        return INTERRUPTED


def _silence() -> None:
    """Nothing of what is left to be written can fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(request: Request, site: Site) -> int:
    if request.command == "why":
        return why(request, site)
    if request.command == "fix":
        from rechenprobe.hosts.fixing import fix  # noqa: PLC0415  # `check` has to be quick

        return fix(request, site)
    if request.watch:
        from rechenprobe.hosts.watching import watch  # noqa: PLC0415

        return watch(request, site)
    if request.site is not None:
        from rechenprobe.hosts.publication import check_site  # noqa: PLC0415

        return check_site(request.site, site)
    return check(request, site)


def _site() -> Site:
    """The site around the current folder; says so where there is none to read options from."""
    site = find_site(Path.cwd())
    if site.config is None:
        say(
            "Hinweis: keine mkdocs.yml in diesem Ordner oder darüber,"
            " es gelten die Voreinstellungen"
        )
    elif site.plugin == "disabled":
        say(
            f"Warnung: in {shown(site.config)} ist das Plugin rechenprobe abgeschaltet;"
            " mkdocs build veröffentlicht ungeprüft"
        )
    elif site.plugin == "missing":
        say(
            f"Hinweis: {shown(site.config)} verwendet das Plugin rechenprobe nicht,"
            " es gelten die Voreinstellungen"
        )
    return site
