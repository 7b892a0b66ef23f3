"""What the book is called, for people and machines; knows no page.

``metadata`` reads title, authors, version and chapters, ``formats`` writes a work in every style and
export, ``linked`` describes it for machines. Where an address is needed, the caller gives it.
"""
