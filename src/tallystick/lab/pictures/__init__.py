"""The pictures of the lab's page: what is drawn, its table and its sentence."""
