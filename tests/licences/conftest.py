"""What the tests of licences share."""

from tests.licences.typed import licence_types, typed_database

__all__ = ["licence_types", "typed_database"]
