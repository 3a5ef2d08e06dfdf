"""What polling costs, against what it cannot cost less than in the same run."""
