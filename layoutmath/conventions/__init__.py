"""Conventions that differ between sources, as a policy for what goes out.

What is drawn does not say which of two trees is meant by it: a limit half beside its operator, a prime, an
accent, the letters of a function's name. The parser and the readers leave such things as drawn;
:class:`Conventions` brings a tree to one spelling. docs/formats.md has the table of settings.
"""

from layoutmath.conventions.policy import AS_DRAWN, NEUTRAL, SETTINGS, Conventions

__all__ = ["AS_DRAWN", "NEUTRAL", "SETTINGS", "Conventions"]
