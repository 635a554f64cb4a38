"""What trees mean: readings in order of probability, SymPy, values and solutions."""
