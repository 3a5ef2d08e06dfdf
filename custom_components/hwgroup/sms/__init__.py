"""SMS gateways: their modem, and the phones that they reach."""
