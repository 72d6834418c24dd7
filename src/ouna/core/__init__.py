"""What is true without us: values, trees, bank formats. Pure Python: no Django, clock, random or network."""
