"""Read numbers of odd widths from the headers of codecs."""

from __future__ import annotations


class BitReader:
    """A cursor over bits, most significant first. Reading past the end raises ValueError."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def bits(self, width: int) -> int:
        """Return the next `width` bits as an unsigned number."""
        if width > self._left:
            raise ValueError("the header ends early")
        self._left -= width
        return (self._value >> self._left) & ((1 << width) - 1)

    def flag(self) -> bool:
        """Return the next bit."""
        return self.bits(1) == 1

    def unsigned(self) -> int:
        """Return the next ue(v), an Exp-Golomb code: 1 → 0, 010 → 1, 011 → 2. Source: ITU-T H.264 §9.1."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise ValueError("a number of more than 32 bits")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """Return the next se(v): 0, 1, -1, 2, -2 …"""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)

    def skip_unsigned(self, count: int) -> None:
        """Pass over `count` Exp-Golomb codes."""
        for _ in range(count):
            self.unsigned()


def without_emulation_prevention(unit: bytes) -> bytes:
    """Take out the 3 of each 0 0 3 that keeps start codes out of a NAL unit. Source: ITU-T H.264 §7.4.1."""
    return unit.replace(b"\0\0\3", b"\0\0")
