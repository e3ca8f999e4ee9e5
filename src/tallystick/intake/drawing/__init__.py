"""Files that a colleague sends, drawn anew as pictures in a closed process."""
