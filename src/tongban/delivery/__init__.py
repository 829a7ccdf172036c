"""统一出件: what a case yields, who fetched it, where a parcel is."""
