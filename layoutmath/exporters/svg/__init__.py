"""SVG: a picture of a symbol layout tree over its input, to look at.

``picture`` puts the parts together: ``scene`` says where things are in pixels, ``glyphs`` draws labels,
``arrows`` finds ways around the symbols, ``legend`` holds the colours and explains them.
"""

from layoutmath.exporters.svg.picture import SURE, Marking, write_svg

__all__ = ["SURE", "Marking", "write_svg"]
