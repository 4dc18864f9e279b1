"""Every page of the site looked at: photographed in each width, language and light, and checked."""
