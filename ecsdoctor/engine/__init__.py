"""The engine: finds plugins, plans, collects facts under deadlines, calls checks, folds findings."""
