"""Who is in a cluster, who should be and is not, and what tells the sick from the healthy."""
