"""What takes hours to show. One module is one soak: `scripts/soak NAME`."""
