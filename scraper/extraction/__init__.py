"""Run a job: workers, shards, the run folder, its summary."""
