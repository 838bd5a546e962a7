"""Templates filled with values."""

import pytest
from markupsafe import Markup

from rechenprobe.show.html import fill


def test_values_are_escaped_and_markup_is_not() -> None:
    assert fill("<b>{}</b>{}!", '<a href="">', Markup("<i>")) == (
        "<b>&lt;a href=&#34;&#34;&gt;</b><i>!"
    )
    assert fill("{}-{}", 1, None) == "1-None"
    assert isinstance(fill("x"), Markup)


@pytest.mark.parametrize("values", [(), ("a",), ("a", "b", "c")])
def test_a_template_has_a_place_for_each_value(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="for 2 places"):
        fill("{} {}", *values)
