"""What a case can be: facts with their values, and the vocabulary that declares them. No rules here."""
