"""Figures of the work: what is counted, and how it is drawn. Knows no page."""
