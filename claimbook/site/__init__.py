"""The pages: all that knows Sphinx, and the theme.

``domain`` notes where every object stands, and the other modules ask it: ``citing``, ``head``,
``search``, ``links``, ``redirects``, ``publish``. Each has its ``setup_…``; ``extension`` calls them all,
and is what ``_config.yml`` names.
"""
