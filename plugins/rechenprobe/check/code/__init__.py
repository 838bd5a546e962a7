"""What stands in and beside cells: comments, values put in, output that varies."""
