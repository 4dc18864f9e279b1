"""Our own provider of OpenID Connect: other charity software signs people in with us."""
