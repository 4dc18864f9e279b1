"""What providers told us beside payments; none is kept yet."""
