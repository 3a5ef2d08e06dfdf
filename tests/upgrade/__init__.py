"""What earlier code has written down is read by the code of today."""
