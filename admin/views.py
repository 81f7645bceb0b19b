"""All tables, in the order in which they stand on the menu; importing it fills the register."""

import admin.views_household  # noqa: I001  (the order is that of the menu)
import admin.views_checks
import admin.views_assistance
import admin.views_alerts
import admin.views_reference
import admin.views_rules
import admin.views_cases
import admin.views_calendar
import admin.views_system
import admin.views_imports

__all__ = ["admin"]
