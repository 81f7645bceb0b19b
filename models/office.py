"""The bureau's offices, in the bureau's own tree.

Not the tree of the statistical codes: development zones and directly reporting places
(梅河口市, 长白山管委会) stand elsewhere than their code says. The code is an attribute, the
path is the truth.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, Index, String, TextClause
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import ANCESTOR_COLUMN, Area, Base, Scoped, coded, field, sought
from policy.terms import Level


class Office(Base):
    """One office, from the province down to a community.

    `path` holds the ids of the offices above it and its own, each closed by a dot: "1.2.13.".
    The ancestor columns repeat the path for equality; an office is its own ancestor at its
    level. `seals` marks the office that recognises (县级公共就业服务机构); where a reporting
    unit seals itself, it stands in `county_id` too.
    """

    __tablename__ = "office"
    __label__ = "机构"
    __table_args__ = (Index(None, "parent_id", "sort"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = field("机构代码", sought(12), unique=True)
    name: Mapped[str] = field("机构名称", sought(60))
    short_name: Mapped[str] = field("简称", sought(30))
    level: Mapped[Level] = field("层级", coded(Level))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    path: Mapped[str] = field("路径", sought(60), unique=True)
    seals: Mapped[bool] = field("复核认定机构", default=False)
    sort: Mapped[int] = field("排序", default=0)
    valid: Mapped[bool] = field("有效", default=True)
    phone: Mapped[str | None] = field("监督电话", String(30))
    address: Mapped[str | None] = field("办公地址", String(100))
    urban_population: Mapped[int | None] = field("城镇常住人口（人）")
    population_basis: Mapped[str | None] = field("人口数依据", String(100))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    county_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    street_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))

    parent: Mapped[Office | None] = relationship(
        remote_side=id, foreign_keys=[parent_id], info={"label": "上级机构"}
    )
    unit: Mapped[Office | None] = relationship(
        remote_side=id, foreign_keys=[unit_id], viewonly=True, info={"label": "市（州）"}
    )
    county: Mapped[Office | None] = relationship(
        remote_side=id, foreign_keys=[county_id], viewonly=True, info={"label": "县（市、区）"}
    )
    street: Mapped[Office | None] = relationship(
        remote_side=id, foreign_keys=[street_id], viewonly=True, info={"label": "街道（乡镇）"}
    )

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> Area:
        """What an officer of this office is in charge of."""
        return Area(self.path, self.id, ANCESTOR_COLUMN[self.level])

    def is_under(self, path: str) -> bool:
        """Whether this office is the one with that path, or lies beneath it."""
        return self.path.startswith(path)


class Placed(Scoped):
    """Rows that lie in a community, with its ancestors beside it as columns of equality.

    A list of 50 among a million is found through (ancestor, id) in well under a millisecond for
    every office alike; a join over the path is not. access.scope fills and guards the columns.
    `by_itself` marks what is laid into a community itself; other rows lie where their household does.
    """

    by_itself = False

    @declared_attr
    def community_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("office.id"), info={"label": "社区"})

    @declared_attr
    def street_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("office.id"), info={"label": "街道（乡镇）"})

    @declared_attr
    def county_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("office.id"), info={"label": "县（市、区）"})

    @declared_attr
    def unit_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("office.id"), info={"label": "市（州）"})

    @declared_attr
    def community(cls) -> Mapped[Office]:
        return relationship(
            "Office", foreign_keys=[cls.community_id], info={"label": "社区"}  # type: ignore[list-item]
        )

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        column: ColumnElement[int] = getattr(cls, area.column)
        return column == area.office_id

    @property
    def lies_under(self) -> str:
        return self.community.path

    def place_in(self, community: Office) -> None:
        """Lay the row into the community: the four columns at once."""
        self.community = community
        for name, office_id in columns_of_place(community).items():
            setattr(self, name, office_id)


def columns_of_place(community: Office) -> dict[str, int]:
    """The four ancestor columns of a row that lies in the community."""
    return {
        "community_id": community.id, "street_id": community.street_id or community.id,
        "county_id": community.county_id or community.id, "unit_id": community.unit_id or community.id,
    }


ANCESTORS = ("unit_id", "county_id", "street_id", "community_id")


def by_ancestor(
    table: str, *columns: str, name: str = "", where: TextClause | None = None
) -> tuple[Index, ...]:
    """One index for each level of office, each ending in the columns a list is cut and ordered by.

    `where`: only over the rows of which that holds; `name` where the columns make it too long.
    """
    return tuple(
        Index(
            f"ix_{table}_{level}_{name or '_'.join(columns)}", level, *columns,
            sqlite_where=where, postgresql_where=where,
        )
        for level in ANCESTORS
    )


class OfOffice(Scoped):
    """Rows that belong to an office of any level: seen by whoever is in charge of it.

    `path` repeats the office's, so that an area is a range of one index.
    """

    path: Mapped[str] = field("路径", sought(60))

    @declared_attr
    def office_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("office.id"), info={"label": "机构"})

    @declared_attr
    def office(cls) -> Mapped[Office]:
        return relationship("Office", foreign_keys=[cls.office_id], info={"label": "机构"})  # type: ignore[list-item]

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        return (cls.path >= area.path) & (cls.path < area.path[:-1] + "/")  # "/" follows "."

    @property
    def lies_under(self) -> str:
        return self.path

    def lay_under(self, office: Office) -> None:
        """Lay the row under the office."""
        self.office, self.office_id, self.path = office, office.id, office.path


def by_order(table: str, column: str) -> Index:
    """An index walked in the order of the column, with the ancestors in it.

    Who looks for a name in a county reads past the other counties' entries in the index and
    opens no row of theirs; four indexes by ancestor would do the same at four times the price.
    """
    return Index(f"ix_{table}_by_{column}", column, "id", *ANCESTORS)
