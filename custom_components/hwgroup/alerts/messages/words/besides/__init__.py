"""What messages say besides what is wrong, per language."""
