"""Subjects (自然人, 法人), each found by one number, and the accounts they sign in with."""
