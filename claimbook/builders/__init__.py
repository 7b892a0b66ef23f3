"""What is made outside Sphinx: executed chapters, and the whole book on paper and in a reader.

``refresh`` executes chapters and stores their outputs; ``pdf`` and ``epub`` finish what Sphinx built;
``browser`` finds Chromium, for printing and for the tests. ``python -m claimbook`` calls all of it.
"""
