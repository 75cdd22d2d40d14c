"""Risk scores of the CMS-HCC, CMS-HCC ESRD and RxHCC models, exactly, by static queries over the models' own tables."""
