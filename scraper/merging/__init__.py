"""Group records of one film, on one machine or a cluster."""
