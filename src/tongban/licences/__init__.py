"""Electronic licences (电子证照): types, issue, look-up, revocation, verification."""
