"""What trees mean: readings in order of probability, SymPy, values and solutions."""

from layoutmath.meaning.readings import meaning
from layoutmath.meaning.readings.policy import Policy
from layoutmath.meaning.readings.questions import QUESTIONS

__all__ = ["QUESTIONS", "Policy", "meaning"]
