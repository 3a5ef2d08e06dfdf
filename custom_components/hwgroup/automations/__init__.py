"""What the automation editor offers: triggers and conditions of our own."""
