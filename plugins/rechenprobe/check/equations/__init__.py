"""Whether equations hold: evaluated exactly, with letters, vectors, functions and laws."""
