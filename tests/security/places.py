"""The five communities of the small bureau, and the family that lives in each."""

from __future__ import annotations

HERE = "220104001001"
FOREIGN = {"c": "220104001002", "s": "220104002001", "k": "220102001001", "l": "220102001001",
           "a": "220102001001", "m": "222401001001", "p": None, "x": None}
NAMES = {HERE: "郑试甲", "220104001002": "冯试乙", "220104002001": "褚试丙",
         "220102001001": "卫试丁", "222401001001": "蒋试戊"}
SPELLED = {HERE: "zheng", "220104001002": "feng", "220104002001": "chu", "220102001001": "wei",
           "222401001001": "jiang"}
MISSING = 999_999
PHONES = {code: f"1540000{n:04d}" for n, code in enumerate(NAMES, 1001)}
