"""What is wrong with this server, and how to mend it."""

from mediaserver.ops.doctor.checks import Verdict, examine

__all__ = ["Verdict", "examine"]
