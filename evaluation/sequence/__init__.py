"""Sequence models to compare the structural engine with: a picture of the ink in, LaTeX tokens out.

The programs run as modules: ``PYTHONPATH=evaluation python -m sequence.train``, ``sequence.measure``,
``sequence.table``.
"""
