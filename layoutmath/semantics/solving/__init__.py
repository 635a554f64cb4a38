"""The ways to solve statements of SymPy; imported where something is to be solved only, as SymPy is."""
