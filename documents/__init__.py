"""Papers the bureau files and hands out: ledgers, tables and, later, forms. Knows no page."""
