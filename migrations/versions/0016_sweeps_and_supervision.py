"""Sweeps and what they found; supervision: findings, circulars and talks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "censure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_office_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "circular",
                "talk",
                name="censurekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="问责方式",
        ),
        sa.Column("censured_on", sa.Date(), nullable=False, comment="通报或约谈日期"),
        sa.Column("document", sa.String(length=60), nullable=True, comment="文号"),
        sa.Column("host", sa.String(length=50), nullable=False, comment="签发人或约谈人"),
        sa.Column("attendees", sa.String(length=200), nullable=True, comment="被约谈人"),
        sa.Column("reason", sa.String(length=300), nullable=False, comment="事由"),
        sa.Column("minutes", sa.String(length=500), nullable=True, comment="要求或纪要"),
        sa.Column("response", sa.String(length=300), nullable=True, comment="答复"),
        sa.Column("responded_on", sa.Date(), nullable=True, comment="答复日期"),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'circular' OR document IS NOT NULL",
            name=op.f("ck_censure_circular_has_number"),
        ),
        sa.CheckConstraint(
            "kind <> 'talk' OR attendees IS NOT NULL", name=op.f("ck_censure_talk_has_attendees")
        ),
        sa.CheckConstraint(
            "(response IS NULL) = (responded_on IS NULL)", name=op.f("ck_censure_responded_when")
        ),
        sa.CheckConstraint("responded_on >= censured_on", name=op.f("ck_censure_responded_after")),
        sa.ForeignKeyConstraint(
            ["by_office_id"], ["office.id"], name=op.f("fk_censure_by_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_censure_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_censure_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_censure")),
    )
    op.create_index(op.f("ix_censure_censured_on_id"), "censure", ["censured_on", "id"])
    op.create_index(op.f("ix_censure_path_id"), "censure", ["path", "id"])
    op.create_table(
        "supervision_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_office_id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False, comment="检查日期"),
        sa.Column("inspectors", sa.String(length=100), nullable=False, comment="检查人员"),
        sa.Column(
            "fault",
            sa.Enum(
                "not_recognised",
                "policy",
                "promise",
                "false",
                "zero",
                "procedure",
                "other",
                name="faultkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="问题类别",
        ),
        sa.Column("problem", sa.String(length=300), nullable=False, comment="存在问题"),
        sa.Column("clause", sa.String(length=12), nullable=False, comment="依据条款"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="整改时限"),
        sa.Column(
            "reply",
            sa.Enum(
                "true",
                "partly",
                "unfounded",
                name="findingreply",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="反馈结论",
        ),
        sa.Column("answer", sa.String(length=300), nullable=True, comment="整改情况"),
        sa.Column("replied_on", sa.Date(), nullable=True, comment="反馈日期"),
        sa.Column("mended_on", sa.Date(), nullable=True, comment="整改完成日期"),
        sa.Column("evidence", sa.String(length=200), nullable=True, comment="整改材料"),
        sa.Column("rechecked_on", sa.Date(), nullable=True, comment="复查日期"),
        sa.Column("recheck_note", sa.String(length=200), nullable=True, comment="复查意见"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="销号日期"),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reply IS NULL) = (answer IS NULL)", name=op.f("ck_supervision_finding_replied_what")
        ),
        sa.CheckConstraint(
            "(reply IS NULL) = (replied_on IS NULL)",
            name=op.f("ck_supervision_finding_replied_when"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR (reply IS NOT NULL AND rechecked_on IS NOT NULL)",
            name=op.f("ck_supervision_finding_closed_after_answer"),
        ),
        sa.CheckConstraint(
            "due_on >= inspected_on", name=op.f("ck_supervision_finding_due_after_inspection")
        ),
        sa.CheckConstraint(
            "mended_on >= inspected_on", name=op.f("ck_supervision_finding_mended_after_inspection")
        ),
        sa.CheckConstraint(
            "mended_on IS NULL OR (reply IS NOT NULL AND evidence IS NOT NULL)",
            name=op.f("ck_supervision_finding_mended_with_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["by_office_id"], ["office.id"], name=op.f("fk_supervision_finding_by_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_supervision_finding_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_supervision_finding_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_finding")),
    )
    op.create_index(
        op.f("ix_supervision_finding_closed_on_due_on"),
        "supervision_finding",
        ["closed_on", "due_on"],
    )
    op.create_index(
        op.f("ix_supervision_finding_inspected_on_id"),
        "supervision_finding",
        ["inspected_on", "id"],
    )
    op.create_index(op.f("ix_supervision_finding_path_id"), "supervision_finding", ["path", "id"])
    op.create_table(
        "sweep_campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False, comment="批次名称"),
        sa.Column("since", sa.Date(), nullable=False, comment="排查起"),
        sa.Column("until", sa.Date(), nullable=False, comment="排查止"),
        sa.Column("basis", sa.String(length=200), nullable=False, comment="排查依据"),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_sweep_campaign_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_sweep_campaign_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_sweep_campaign_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_campaign")),
    )
    op.create_index(op.f("ix_sweep_campaign_path_id"), "sweep_campaign", ["path", "id"])
    op.create_index(op.f("ix_sweep_campaign_since_id"), "sweep_campaign", ["since", "id"])
    op.create_index(
        "uq_sweep_campaign_name",
        "sweep_campaign",
        ["office_id", "name"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "sweep_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=60), nullable=False, comment="片区"),
        sa.Column("visited_on", sa.Date(), nullable=False, comment="走访日期"),
        sa.Column("households_due", sa.Integer(), nullable=False, comment="应排查户数"),
        sa.Column("households_visited", sa.Integer(), nullable=False, comment="已排查户数"),
        sa.Column("sweeper_1", sa.String(length=50), nullable=False, comment="排查人一"),
        sa.Column("sweeper_2", sa.String(length=50), nullable=False, comment="排查人二"),
        sa.Column("findings", sa.String(length=300), nullable=True, comment="排查情况"),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("households_due >= 1", name=op.f("ck_sweep_visit_somebody_lives_there")),
        sa.CheckConstraint(
            "households_visited BETWEEN 0 AND households_due",
            name=op.f("ck_sweep_visit_not_more_than_due"),
        ),
        sa.CheckConstraint("sweeper_2 <> sweeper_1", name=op.f("ck_sweep_visit_two_sweepers")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["sweep_campaign.id"],
            name=op.f("fk_sweep_visit_campaign_id_sweep_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_sweep_visit_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_sweep_visit_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_sweep_visit_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_sweep_visit_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_sweep_visit_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_visit")),
    )
    op.create_index(
        "ix_sweep_visit_community_id_campaign_id_id",
        "sweep_visit",
        ["community_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_sweep_visit_county_id_campaign_id_id",
        "sweep_visit",
        ["county_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_sweep_visit_street_id_campaign_id_id",
        "sweep_visit",
        ["street_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_sweep_visit_unit_id_campaign_id_id",
        "sweep_visit",
        ["unit_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(op.f("ix_sweep_visit_visited_on_id"), "sweep_visit", ["visited_on", "id"])
    op.create_index(
        "uq_sweep_visit_block",
        "sweep_visit",
        ["campaign_id", "community_id", "block"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "suspected_family",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False, comment="发现日期"),
        sa.Column(
            "head_name",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="户主姓名",
        ),
        sa.Column("phone", sa.LargeBinary(), nullable=True, comment="联系电话"),
        sa.Column("phone_last4", sa.String(length=4), nullable=True, comment="电话尾号"),
        sa.Column("home_address", sa.String(length=200), nullable=True, comment="常住地址"),
        sa.Column("size", sa.Integer(), nullable=False, comment="家庭人口"),
        sa.Column("grounds", sa.String(length=300), nullable=False, comment="疑似依据"),
        sa.Column("guided_on", sa.Date(), nullable=True, comment="引导申报日期"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("unfit_on", sa.Date(), nullable=True, comment="核实日期"),
        sa.Column(
            "unfit",
            sa.Enum(
                "employed",
                "no_labour",
                "not_urban",
                "moved",
                "on_file",
                "declined",
                "other",
                name="unfitreason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="不符合原因",
        ),
        sa.Column("unfit_note", sa.String(length=200), nullable=True, comment="核实说明"),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(unfit IS NULL) = (unfit_on IS NULL)", name=op.f("ck_suspected_family_unfit_since")
        ),
        sa.CheckConstraint(
            "guided_on >= found_on", name=op.f("ck_suspected_family_guided_after_found")
        ),
        sa.CheckConstraint(
            "household_id IS NULL OR guided_on IS NOT NULL",
            name=op.f("ck_suspected_family_applied_when_guided"),
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_suspected_family_somebody")),
        sa.CheckConstraint(
            "unfit IS NULL OR household_id IS NULL",
            name=op.f("ck_suspected_family_unfit_or_applied"),
        ),
        sa.CheckConstraint(
            "unfit_on >= found_on", name=op.f("ck_suspected_family_unfit_after_found")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["sweep_campaign.id"],
            name=op.f("fk_suspected_family_campaign_id_sweep_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_suspected_family_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_suspected_family_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_suspected_family_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_suspected_family_household_id_household"),
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_suspected_family_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_suspected_family_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspected_family")),
    )
    op.create_index(
        "ix_suspected_family_community_id_campaign_id_id",
        "suspected_family",
        ["community_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_suspected_family_county_id_campaign_id_id",
        "suspected_family",
        ["county_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(op.f("ix_suspected_family_found_on_id"), "suspected_family", ["found_on", "id"])
    op.create_index(op.f("ix_suspected_family_household_id"), "suspected_family", ["household_id"])
    op.create_index(
        "ix_suspected_family_street_id_campaign_id_id",
        "suspected_family",
        ["street_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_suspected_family_unit_id_campaign_id_id",
        "suspected_family",
        ["unit_id", "campaign_id", "id"],
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "uq_suspected_family_household",
        "suspected_family",
        ["campaign_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("household_id IS NOT NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("household_id IS NOT NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "censure_ground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("censure_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(finding_id IS NULL) <> (alert_id IS NULL)", name=op.f("ck_censure_ground_one_ground")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_censure_ground_alert_id_alert")
        ),
        sa.ForeignKeyConstraint(
            ["censure_id"], ["censure.id"], name=op.f("fk_censure_ground_censure_id_censure")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["supervision_finding.id"],
            name=op.f("fk_censure_ground_finding_id_supervision_finding"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_censure_ground")),
    )
    op.create_index(op.f("ix_censure_ground_alert_id"), "censure_ground", ["alert_id"])
    op.create_index(op.f("ix_censure_ground_censure_id"), "censure_ground", ["censure_id"])
    op.create_index(op.f("ix_censure_ground_finding_id"), "censure_ground", ["finding_id"])


def downgrade() -> None:
    for table in (
        "censure_ground",
        "suspected_family",
        "sweep_visit",
        "sweep_campaign",
        "supervision_finding",
        "censure",
    ):
        op.drop_table(table)
