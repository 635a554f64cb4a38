"""layoutmath: boxes of symbols in, symbol layout tree and LaTeX out."""
