"""What a column means, as the labelled headers of public exports tell it."""
