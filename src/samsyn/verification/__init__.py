"""Proofs about agreements: gaps, contradictions, dead rows and differences, each told with an example that was replayed."""
