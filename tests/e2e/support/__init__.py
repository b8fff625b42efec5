"""What the end-to-end tests share: a desk in its own folder, its peers, its people and its clock."""
