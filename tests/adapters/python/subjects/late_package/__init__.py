"""What late.py imports."""
