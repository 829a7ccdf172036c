"""档案: packages of ended cases, checks of them, lists that two people decide, restored cases."""
