"""LaTeX as MathML, which browsers draw themselves."""

from __future__ import annotations

import html
from xml.etree import ElementTree

_ELEMENTS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup",
    "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mtable",
    "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
}  # fmt: skip
_ATTRIBUTES = {
    "display", "displaystyle", "scriptlevel", "stretchy", "fence", "separator", "form", "accent",
    "accentunder", "movablelimits", "largeop", "symmetric", "minsize", "maxsize", "lspace",
    "rspace", "linethickness", "width", "height", "depth", "notation", "columnalign",
}  # fmt: skip


def mathml(latex: str) -> str:
    r"""A ``math`` element, or nothing where the LaTeX cannot be converted.

    LaTeX comes from files of users. ``\href`` and ``\style`` would bring links and styles into the page, so
    that only elements and attributes of layout are kept; what is written stays text.

    >>> mathml("x^{2}")
    '<math display="inline"><mrow><msup><mi>x</mi><mrow><mn>2</mn></mrow></msup></mrow></math>'
    >>> mathml(r"\href{javascript:alert()}{a<b}")
    '<math display="inline"><mrow><mrow><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></mrow></mrow></math>'
    >>> mathml(r"\frac{")
    ''
    """
    from latex2mathml.converter import convert_to_element  # an extra

    try:
        root = convert_to_element(latex)
        for element in root.iter():
            if element.tag not in _ELEMENTS:
                element.tag = "mrow"
            for name in element.attrib.keys() - _ATTRIBUTES:
                del element.attrib[name]
            # characters come as references, which belong to the text
            element.text = element.text and html.unescape(element.text)
        return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
    except Exception:  # it raises whatever its parts do, and the page shows the LaTeX all the same
        return ""
