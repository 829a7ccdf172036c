"""Asking and complaining (咨询投诉) about a case of one's own, and what was answered."""
