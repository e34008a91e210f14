"""What a worker wants to learn: goals and their steps, decided by nobody else."""
