"""The ten exercises: whoever imports them has them registered, in the order of difficulty."""

from thisbook import exercises_counting, exercises_reading  # noqa: F401
