"""What goes in first: the bureau's offices, code lists and calendar; and a fictitious province."""
