"""What is about the article of this book alone: alternatives, exercises, the plan of a class, the handout.

The engine (``claimbook``) finds it through :mod:`claimbook.data.companion`, and chapters import it. A
book of one's own, made by ``newbook``, has nothing of it.
"""
