"""Lines that no two runs show alike are pointed to, and no others; so is output that fetches."""

import pytest
from tests.check.golden import check

from rechenprobe.check import check_lecture
from rechenprobe.execution import CellRun, Display, Run
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings

SHOWN = {
    "a duration": "import time\nt = time.time()\nx = 1\nprint(f'{time.time() - t:.2f} s')  # hier",
    "a result": "from time import perf_counter as uhr\nstart = uhr()\nuhr() - start  # hier",
    "a date": "from datetime import datetime\nprint(datetime.now().strftime('%H:%M'))  # hier",
    "a module by another name": "import datetime as dt\nx = dt.date.today()\nx.year  # hier",
    "rounded": "import time\nt = time.time()\nprint(round(time.time() - t, 2))  # hier",
    "a function of the author's": (
        "import time\ndef dauer(f):\n    t = time.time()\n    f()\n    return time.time() - t\n"
        "print('Es dauert', dauer(print))  # hier"
    ),
    "in a function": "import time\ndef f():\n    print(time.ctime())  # hier\nf()",
    "a list of durations": (
        "import time, numpy as np\nd = []\nfor i in range(3):\n    t = time.time()\n"
        "    d.append(time.time() - t)\nprint(np.mean(d))  # hier"
    ),
    "a callback": (
        "import time\nclass C:\n    def on_epoch_begin(self):\n        self.t = time.time()\n"
        "    def on_epoch_end(self):\n        print(time.time() - self.t)  # hier"
    ),
    "an axis": "import time\nt = time.time()\nplt.plot([1, 2], [0, time.time() - t])  # hier",
    "an address": "x = []\nprint(id(x))  # hier",
    "timeit": "import timeit\nd = timeit.timeit('1', number=9)\n\nprint('Dauer:', d)  # hier",
    "an element": "import time\nt = [time.time(), time.time()]\nprint(t[0])  # hier",
    "a number for a time": "import uuid\nprint(uuid.uuid1().time)  # hier",
    "a loop over them": "import time\nl = [time.time()]\nfor t in l:\n    print(t)  # hier",
}
HIDDEN = {
    "a folder for logs": (
        "import datetime\nd = 'logs/' + datetime.datetime.now().strftime('%H')\n"
        "tb = TensorBoard(d)\nh = model.fit(x, callbacks=[tb])\nprint(h.history)"
    ),
    "a version": "import uuid\nprint(uuid.uuid1().version)",
    "a shape": (
        "import time\nimport numpy as np\nt = np.array([time.time()])\nprint(t.shape, np.shape(t))"
    ),
    "how many": "import time\nt = [time.time()]\nprint(len(t))",
    "whether": "import time, math\nt = time.time()\nprint(t > 0, math.isfinite(t), not t)",
    "a dictionary's names": "import time\nd = {'t': time.time()}\nprint(d.keys())",
    "another key": (
        "import time\nd = {'Dauer': time.time(), 'n': 3}\nd['m'] = 4\nprint(d['n'], d['m'])"
    ),
    "a dictionary given anew": "import time\nd = {'t': time.time()}\nd = {'t': 3}\nprint(d)",
    "a comparison": "a = []\nb = a\nprint(id(a) == id(b))",
    "waiting": "import time\ntime.sleep(1)\nprint('fertig')",
    "a fixed time": "import time\nprint(time.strftime('%Y', time.gmtime(0)))",
    "a given date": "from datetime import datetime\nprint(datetime(2024, 1, 1).year)",
    "a name that is given anew": "import time\nt = time.time()\nt = 3\nprint(t)",
    "a semicolon": "import time\ntime.time();",
    "into a file": "import time\nprint(time.time(), file=open('x', 'w'))",
    "a step of time": "time = 5\nprint(time)",
    "something of the same name": "def time(): return 3\nprint(time())",
    "a method of the same name": "print(signal.time())",
    "not executed": "#| eval: false\nimport time\nprint(time.time())",
    "not shown": "#| output: false\nimport time\nprint(time.time())",
}


def hints(source: str) -> list[int]:
    _, report = check(source)
    return [f.place.line for f in report.findings if f.code == "unsteady-output"]


@pytest.mark.parametrize("code", SHOWN.values(), ids=SHOWN)
def test_what_a_clock_gives_is_pointed_to_where_it_is_shown(code: str) -> None:
    source = f"# Zeit\n\n```python\n{code}\n```\n"
    assert hints(source) == [source[: source.index("# hier")].count("\n") + 1]


@pytest.mark.parametrize("code", HIDDEN.values(), ids=HIDDEN)
def test_a_clock_that_shows_nowhere_is_no_matter(code: str) -> None:
    assert hints(f"# Zeit\n\n```python\n{code}\n```\n") == []


def test_values_and_later_cells_know_what_a_cell_measured() -> None:
    cell = "```python\nimport time\nd = time.time()\n```\n\n"
    assert hints(f"{cell}Es sind `{{python}} d` s.\n\n```python\nprint(d)\n```\n") == [6, 9]


FETCHING = {
    "a script": "<script src='https://cdn.plot.ly/plotly.min.js'></script>",
    "a stylesheet": '<link\nrel="stylesheet" href="//cdn.plot.ly/a.css">',
    "an image": '<p><img alt="" src=http://cdn.plot.ly/b.png></p>',
    "an image in a drawing": '<svg><image xlink:href="https://cdn.plot.ly/c.png"/></svg>',
    "a font": "<style>@font-face { src: url('https://cdn.plot.ly/f.woff') }</style>",
    "a module": '<script type="module">import("https://cdn.plot.ly/m.js")</script>',
}
RESTING = {
    "a link": '<a href="https://keras.io">Keras</a>',
    "a name space": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "text": "<p>Siehe https://keras.io, //kein Pfad</p>",
    "an embedded image": '<img src="data:image/png;base64,AAAA//https://x">',
    "a comment of a script": "<script>/* from https://github.com/x */ var a = 1 // b</script>",
}


def servers(html: str) -> list[tuple[int, str]]:
    lecture = read_lecture("# A\n\n```python\nx\n```\n", "a.md", Settings())
    run = Run(cells=(CellRun(0, (Display({"text/html": html, "text/plain": "x"}),)),))
    report = check_lecture(lecture, run, Settings())
    return [(f.place.line, f.message) for f in report.findings if f.code == "foreign-request"]


@pytest.mark.parametrize("html", FETCHING.values(), ids=FETCHING)
def test_output_that_fetches_from_another_server_is_warned_of(html: str) -> None:
    assert servers(html) == [(4, "Die Ausgabe lädt beim Lesen etwas von cdn.plot.ly")]


@pytest.mark.parametrize("html", RESTING.values(), ids=RESTING)
def test_output_that_only_names_an_address_fetches_nothing(html: str) -> None:
    assert servers(html) == []
