"""The vocabulary of papers kept with a household (附件材料): what they are, and how they are held."""

from __future__ import annotations

from policy.terms import Term


class PaperKind(Term):
    """What a paper is; the first two are what the notice asks for (二（一）)."""

    REGISTER = "register", "户口簿"
    IDENTITY = "identity", "身份证"
    MARRIAGE = "marriage", "婚姻状况证明"
    DISABILITY = "disability", "残疾证"
    ALLOWANCE = "allowance", "低保证"
    PLEDGE = "pledge", "承诺书"
    CONSENT = "consent", "比对授权书"
    VISIT = "visit", "走访照片"
    POSTING = "posting", "公示照片"
    STATEMENT = "statement", "本人说明"
    OTHER = "other", "其他材料"


class Held(Term):
    """How the office has a paper: a scan in the file, or the original seen at the desk."""

    SCAN = "scan", "扫描件"
    ORIGINAL = "original", "原件已核"


class FileFormat(Term):
    """In which format a scan is kept; decided by what the file holds, never by its name."""

    JPEG = "jpeg", "图片"
    PDF = "pdf", "PDF文件"
