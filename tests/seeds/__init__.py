"""The day of the tests' province, its size, and the password of its accounts."""

from datetime import date

TODAY, PASSWORD, HOUSEHOLDS = date(2026, 3, 10), "Ceshi-2026-zhang", 900
