"""Papers kept with a household (附件材料): a scan sealed in the vault, or the original seen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.household import OfHousehold
from models.office import by_ancestor
from models.sealed import Sealed
from policy.paper_terms import FileFormat, Held, PaperKind

OF_A_SCAN = ("format", "length", "digest", "source_digest", "file", "file_key")


class Attachment(OfHousehold, Recorded, Voidable, Versioned, Base):
    """One page or file of a paper, or the note that its original was seen on a day.

    `file` is the random name under DATA_DIR/uploads; `file_key` opens it and is itself sealed with
    a field key, so that a rotation reaches every file without touching one. `digest` is SHA-256 of
    what is kept, `source_digest` of what was uploaded, by which the same file is known again.
    """

    __tablename__ = "attachment"
    __label__ = "附件材料"
    __table_args__ = (
        *(CheckConstraint(f"(held = 'scan') = ({column} IS NOT NULL)", name=f"{column}_of_a_scan")
          for column in OF_A_SCAN),
        CheckConstraint("(held = 'original') = (seen_on IS NOT NULL)", name="day_of_an_original"),
        CheckConstraint("page_no > 0", name="pages_count_from_one"),
        Index("uq_attachment_file", "file", unique=True),
        Index(
            "uq_attachment_source", "household_id", "source_digest", unique=True,
            sqlite_where=text("voided_at IS NULL"), postgresql_where=text("voided_at IS NULL"),
        ),
        *by_ancestor("attachment", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = field("材料", coded(PaperKind))
    held: Mapped[Held] = field("留存方式", coded(Held), default=Held.SCAN)
    page_no: Mapped[int] = field("第几页", default=1)
    seen_on: Mapped[date | None] = field("原件核对日期")
    format: Mapped[FileFormat | None] = field("文件格式", coded(FileFormat))
    sheets: Mapped[int | None] = field("文件页数")
    length: Mapped[int | None] = field("文件大小")
    digest: Mapped[str | None] = field("文件摘要", String(64))
    source_digest: Mapped[str | None] = field("原文件摘要", String(64))
    file: Mapped[str | None] = field("存储名", String(32))
    file_key: Mapped[str | None] = field(
        "文件密钥", Sealed("attachment.file_key"), personal=True
    )
