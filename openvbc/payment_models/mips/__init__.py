"""Quality Payment Program: MIPS scores and payment adjustment, and qualifying participants of advanced APMs."""
