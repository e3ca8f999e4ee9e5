"""Headers of real public exports with what each column means, and files made in their form."""
