"""What is wrong with a package: one run of the checks, told in our words, in several forms."""
