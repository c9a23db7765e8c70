"""A server for each test here, on grounds of its own."""

from tests.robustness.fixtures import grounds, lived_in, make_grounds, prepared

__all__ = ["grounds", "lived_in", "make_grounds", "prepared"]
