"""Messages of logs that stand for a problem, as data: one table for each component that writes them."""
