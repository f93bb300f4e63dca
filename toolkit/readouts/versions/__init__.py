"""What differs between two versions of a package, cell by cell."""
