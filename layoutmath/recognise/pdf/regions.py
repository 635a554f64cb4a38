from layoutmath.recognise.pdf.page import Glyph, Page, Rule


def formulas(page: Page) -> list[tuple[list[Glyph], list[Rule]]]:
    return []
