"""The square code (QR) of an address, as a picture. Every sealed paper has one of its own, so it has to be quick.

segno says once for each size what is the same in all codes; the data and what corrects them are put in here. Held
against segno by the tests; ISO/IEC 18004, level M, bytes, mask 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import segno

BLOCKS: Final = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}
"""Size: so many blocks, each of so many bytes and so many that correct them."""
LONGEST: Final = BLOCKS[6][0] * BLOCKS[6][1] - 2
RUN = re.compile(b"\x01+")


def square_code(address: str | None) -> str:
    """The address as a QR code in SVG; nothing without an address."""
    if not address:
        return ""
    rows = modules(address.encode())
    drawn = "".join(
        f"M{run.start() + 1} {y}.5h{len(run[0])}" for y, row in enumerate(rows, 1) for run in RUN.finditer(row)
    )
    side = len(rows) + 2
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><path stroke="#000" d="{drawn}"/></svg>'


def modules(data: bytes) -> list[bytes]:
    """The rows of the code, a byte each square: 1 is dark. Raises ValueError for what no code can hold."""
    if len(data) > LONGEST:
        return list(map(bytes, segno.make(data, error="m", mask=3, micro=False, boost_error=False).matrix))
    size = next(v for v, (n, each, _) in BLOCKS.items() if len(data) <= n * each - 2)
    told = sequence(data, *BLOCKS[size])
    drawn, places = pattern(size)
    squares = bytearray(drawn)
    for place, bit in zip(places, f"{int.from_bytes(told):0{8 * len(told)}b}".encode(), strict=False):
        squares[place] ^= bit & 1
    side = 17 + 4 * size
    return [bytes(squares[n:n + side]) for n in range(0, side * side, side)]


def sequence(data: bytes, blocks: int, each: int, correcting: int) -> bytes:
    """What is laid into the code: kind, length, data and filling, then what corrects them, block by block in turn."""
    head = (0x4 << 8 | len(data)) << 8 * len(data) | int.from_bytes(data)
    whole = (head << 4).to_bytes(len(data) + 2) + b"\xec\x11" * each * blocks
    parts = [whole[n * each:(n + 1) * each] for n in range(blocks)]
    checks = [correction(part, correcting) for part in parts]
    return bytes(byte for kind in (parts, checks) for turn in zip(*kind, strict=True) for byte in turn)


def correction(part: bytes, size: int) -> bytes:
    """The remainder by Reed and Solomon's polynomial."""
    table, left, above, whole = steps(size), 0, 8 * (size - 1), (1 << 8 * size) - 1
    for byte in part:
        left = (left << 8 & whole) ^ table[left >> above ^ byte]
    return left.to_bytes(size)


@cache
def steps(size: int) -> list[int]:
    """By what the remainder changes, for each byte that leaves it."""
    polynomial = [1]
    root = 1
    for _ in range(size):
        by_root = [times(one, root) for one in polynomial]
        polynomial = [a ^ b for a, b in zip([*polynomial, 0], [0, *by_root], strict=True)]
        root = times(root, 2)
    return [int.from_bytes(bytes(times(byte, one) for one in polynomial[1:])) for byte in range(256)]


def times(a: int, b: int) -> int:
    """The product in the field of 256 elements."""
    found = 0
    while b:
        found ^= a * (b & 1)
        a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
    return found


@cache
def pattern(size: int) -> tuple[bytes, list[int]]:
    """A code of this size without data: what always stands there and the mask; and where each bit of data comes."""
    shown = segno.make(b" ", version=size, error="m", mask=3, boost_error=False).matrix
    side, drawn = len(shown), bytearray()
    for y, row in enumerate(shown):
        drawn += bytes(row[x] if fixed(side, y, x) else (x + y) % 3 == 0 for x in range(side))
    return bytes(drawn), [y * side + x for y, x in way(side) if not fixed(side, y, x)]


def fixed(side: int, y: int, x: int) -> bool:
    """Whether the square belongs to a corner and what stands beside it, to the frame or to the small mark."""
    corner = (x < 9 or x >= side - 8) if y < 9 else (x < 9 and y >= side - 8)
    mark = side > 21 and abs(x - side + 7) <= 2 and abs(y - side + 7) <= 2
    return corner or mark or 6 in (x, y)


def way(side: int) -> Iterator[tuple[int, int]]:
    """Up and down in columns of two, from the right, past the upright line of the frame."""
    columns = [*range(side - 1, 6, -2), *range(5, 0, -2)]
    for n, right in enumerate(columns):
        for y in range(side - 1, -1, -1) if n % 2 == 0 else range(side):
            yield from ((y, right), (y, right - 1))
