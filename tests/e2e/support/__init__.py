"""Support code of the end-to-end tests: a desk in its own folder, its peers, its people and its clock."""
