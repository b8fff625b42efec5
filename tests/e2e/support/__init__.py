"""What the end-to-end tests share: a desk in a folder of its own, its peers, its people and its clock."""
