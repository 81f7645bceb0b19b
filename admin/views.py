"""All tables, in the order in which they stand on the menu; importing it fills the register."""

import admin.views_household  # noqa: I001  (the order is that of the menu)
import admin.views_checks
import admin.seal_desk
import admin.views_papers
import admin.comparison_sources
import admin.views_files
import admin.views_people
import admin.views_plans
import admin.views_assistance
import admin.views_benefits
import admin.views_follow_up
import admin.views_jobs
import admin.views_alerts
import admin.views_sweeps
import admin.views_report
import admin.views_reference
import admin.views_supervision
import admin.views_inspections
import admin.views_rules
import admin.views_cases
import admin.views_calendar
import admin.views_system
import admin.views_imports

__all__ = ["admin"]
