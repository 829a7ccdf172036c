"""Messages to people: in-app inbox, e-mail and SMS."""
