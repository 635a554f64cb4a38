"""What trees mean: readings in order of probability, SymPy, values and solutions."""

from layoutmath.meaning.policy import Policy
from layoutmath.meaning.questions import QUESTIONS
from layoutmath.meaning.readings import meaning

__all__ = ["QUESTIONS", "Policy", "meaning"]
