"""The handbook: what each role does, in Swedish, a page for each thing one does."""
