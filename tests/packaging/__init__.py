"""What Home Assistant, hassfest and HACS ask of the files: what scripts/validate runs."""
