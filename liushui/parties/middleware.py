"""Who is asking: ``request.actor`` for every view."""
