"""Officers, their sign-ins and sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, Untraced, Versioned, coded, field
from models.office import Office
from policy.terms import Role


class User(Versioned, Base):
    """One officer. The role says what, the office says where; both in one place only.

    `session_version` is raised by every change of password, role, office or standing, and ends
    all sessions that carry an earlier one.
    """

    __tablename__ = "user"
    __label__ = "用户"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = field("登录名", String(40), unique=True)
    name: Mapped[str] = field("姓名", String(50))
    role: Mapped[Role] = field("角色", coded(Role))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "所在机构"})
    phone: Mapped[str | None] = field("办公电话", String(30))
    active: Mapped[bool] = field("启用", default=True)
    password_hash: Mapped[str] = field("密码摘要", String(200), personal=True)
    password_set_on: Mapped[date | None] = field("密码设置日期")
    must_change_password: Mapped[bool] = field("须改密码", default=False)
    session_version: Mapped[int] = field("会话版本", default=1)
    lang: Mapped[str | None] = field("语言", String(12))
    is_authenticated = True  # Flask-Login asks; a stranger is of another class

    office: Mapped[Office] = relationship(foreign_keys=[office_id], info={"label": "所在机构"})

    def __str__(self) -> str:
        return self.name


class OfficerSession(Untraced, Base):
    """One sign-in on one browser; ended by sign-out, by idleness, by age, or by an administrator."""

    __tablename__ = "officer_session"
    __label__ = "登录会话"
    __table_args__ = (Index(None, "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = field("会话摘要", String(64), unique=True, personal=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), info={"label": "用户"})
    session_version: Mapped[int] = field("会话版本")
    address: Mapped[str] = field("来源地址", String(45))
    started_at: Mapped[datetime] = field("登录时间", Instant())
    seen_at: Mapped[datetime] = field("最近活动", Instant())
    ended_at: Mapped[datetime | None] = field("结束时间", Instant())
    confirmed_at: Mapped[datetime | None] = field("动态口令确认时间", Instant())


class SignInAttempt(Untraced, Base):
    """One try to sign in. Five failures of an account from one address close that pair a while."""

    __tablename__ = "sign_in_attempt"
    __label__ = "登录尝试"
    __table_args__ = (Index(None, "username", "address", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = field("时间", Instant())
    username: Mapped[str] = field("登录名", String(40))
    address: Mapped[str] = field("来源地址", String(45))
    succeeded: Mapped[bool] = field("成功")
