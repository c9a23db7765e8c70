"""Facts about items that stand beside their files or come from providers."""

from library.metadata.content_ratings import age_of
from library.metadata.nfo import NfoFacts, NfoPerson, read_nfo

__all__ = ["NfoFacts", "NfoPerson", "age_of", "read_nfo"]
