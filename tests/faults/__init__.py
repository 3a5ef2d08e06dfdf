"""What fails, what people see of it, and how it is over: docs/faults.md is made of this."""
