"""Data sets and nets that lectures compare with, and what is published of them.

Counts as in the papers (LeCun et al. 1998, Krizhevsky 2009 and 2012, Simonyan and Zisserman 2014,
Szegedy et al. 2014, Ronneberger et al. 2015, He et al. 2015, Howard et al. 2017, Vaswani et al.
2017, Devlin et al. 2018, Brown et al. 2020), parameters as Keras builds them.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.late import late

_FACTS: Mapping[str, str] = {
    "(?:fashion-?)?mnist": "60000 10000 70000 28 784 10 255",
    "cifar-?10(?!0)": "50000 10000 60000 32 3072 10 5000 6000",
    "cifar-?100": "50000 10000 60000 32 100 500 20",
    "imagenet": "1281167 1200000 50000 1000 14000000 224",
    "imdb": "50000 25000",
    "lenet(?:-?5)?": "60000 61706 1516 2416 156 48120 10164 850 32 28 5 6 16 120 84 10 12 7 1998",
    "alexnet": "60000000 62378344 61100840 60965224 650000 8 5 3 96 11 227 224 240000000 1000",
    "vgg-?16": "138357544 138000000 16 13 3 15500000000 15346630656 102764544 4096 25088 224"
    " 552000000 553000000 14714688 512 1000",
    "vgg-?19": "143667240 144000000 19 16 3 19600000000 4096",
    "resnet-?18": "11689512 11700000 18 1800000000 512",
    "resnet-?34": "21797672 21800000 34 3600000000",
    "resnet-?50": "25636712 25557032 25600000 23587712 50 2048 3800000000 4100000000 224 1000",
    "resnet-?101": "44707176 44549160 44500000 101 2048",
    "resnet-?152": "60419944 60192808 60200000 152 2048 11300000000",
    "googlenet|inception-?v1": "22 3 2 9 5000000 6800000 6797700 1500000000 224 1024",
    "inception-?v3": "23851784 23900000 48 2048 299",
    "xception": "22910480 22900000 36 299 2048",
    "mobilenet(?!-?v)": "4253864 4200000 569000000 4866000000 29300000 28 224 1024",
    "mobilenet-?v2": "3538984 3500000 3400000 300000000 1280 224",
    "efficientnet-?b0": "5330571 5300000 390000000 1280 224",
    "densenet-?121": "8062504 8000000 121 1024",
    "u-?net": "31000000 31031685 23 572 388 64 1024 30",
    "dcgan": "100 64 1024",
    "word2vec": "300 3000000",
    "glove": "50 100 200 300 400000",
    "transformer": "6 8 64 512 2048 65000000 213000000 16 1024 4096",
    "bert-?base": "12 768 30522 512 110000000 3072 64 110",
    "bert-?large": "24 1024 16 30522 512 340000000 4096 64",
    "gpt-2": "1500000000 50257 1024 48 1600 124000000 12 768",
    "gpt-3": "175000000000 96 12288 2048 128 50257",
}
_LEAST = 1000
_NAMES = late(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<n{at}>{name})" for at, name in enumerate(_FACTS))
    + r")(?![\w])"
)


def published(lower: str) -> Iterator[tuple[str, frozenset[Fraction]]]:
    """Of each that a text in small letters names: the name, and its numbers.

    Without the small ones, which may count anything.
    """
    for match in _NAMES.finditer(lower):
        place = int((match.lastgroup or "n0")[1:])
        facts = list(_FACTS.values())[place]
        yield match[0], frozenset(it for it in map(Fraction, facts.split()) if it >= _LEAST)
