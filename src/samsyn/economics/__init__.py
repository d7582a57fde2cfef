"""What shall be paid, to whom, when and why: every figure with the formula, the inputs and the sources it rests on."""
