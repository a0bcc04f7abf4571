"""One file per question that needs an answer before anything else."""
